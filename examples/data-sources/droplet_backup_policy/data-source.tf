terraform {
  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

data "droplet_backup_policy" "web" {
  droplet_id = 444900001
}

output "backed_up" {
  value = data.droplet_backup_policy.web.backup_enabled
}

# Both objects are null for a Droplet without backups.
output "days_kept" {
  value = try(data.droplet_backup_policy.web.backup_policy.retention_period_days, null)
}

output "next_backup_not_before" {
  value = try(data.droplet_backup_policy.web.next_backup_window.start, null)
}
