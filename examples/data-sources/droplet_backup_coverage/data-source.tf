terraform {
  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

# Leave the filter out to read all Droplets of the account.
data "droplet_backup_coverage" "nyc3" {
  filter {
    key    = "region"
    values = ["nyc3"]
  }
}

# The keys are Droplet IDs, because names need not be unique.
output "droplets" {
  value = {
    for id, droplet in data.droplet_backup_coverage.nyc3.droplets : id => {
      name          = droplet.name
      plan          = try(droplet.backup_policy.plan, null)
      backups       = droplet.backup_count
      newest_backup = try(droplet.latest_backup.created_at, null)
      snapshots     = droplet.snapshot_count
    }
  }
}

# "!= true" also finds Droplets for which the API omits backup_enabled.
output "not_protected" {
  value = [
    for droplet in data.droplet_backup_coverage.nyc3.droplets : droplet.name
    if droplet.backup_enabled != true
  ]
}
