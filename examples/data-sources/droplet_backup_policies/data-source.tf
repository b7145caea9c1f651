terraform {
  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

# Droplets that are backed up weekly.
data "droplet_backup_policies" "weekly" {
  filter {
    key    = "backup_enabled"
    values = [true]
  }

  filter {
    key    = "plan"
    values = ["weekly"]
  }
}

output "weekday_by_droplet_id" {
  value = {
    for id, policy in data.droplet_backup_policies.weekly.policies :
    id => try(policy.backup_policy.weekday, null)
  }
}
