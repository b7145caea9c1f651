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

output "backup_enabled" {
  value = data.droplet_backup_policy.web.backup_enabled
}

# backup_policy and next_backup_window are null if backups are not enabled.
output "retention_period_days" {
  value = try(
    data.droplet_backup_policy.web.backup_policy.retention_period_days, null,
  )
}

output "next_backup_window_start" {
  value = try(data.droplet_backup_policy.web.next_backup_window.start, null)
}
