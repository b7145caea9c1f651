terraform {
  required_version = ">= 1.3" # for timecmp

  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

variable "droplet_id" {
  description = "ID of the Droplet."
  type        = number
}

variable "before" {
  description = "Time before the damage, such as 2026-11-20T12:00:00Z."
  type        = string

  validation {
    condition     = can(timeadd(var.before, "0s"))
    error_message = "The time must be in RFC 3339 format."
  }
}

data "droplet_backups" "web" {
  droplet_id = var.droplet_id
}

data "droplet_backup_policy" "web" {
  droplet_id = var.droplet_id
}

# The newest backup before that time, because the list starts with the newest
# one. Null, which a plan does not show, if there is none.
output "restore" {
  value = try([
    for backup in data.droplet_backups.web.backups : backup
    if try(timecmp(backup.created_at, var.before) < 0, false)
  ][0].id, null)
}

locals {
  policy = data.droplet_backup_policy.web.backup_policy
}

# With the current retention of the Droplet.
output "expires_at" {
  value = {
    for backup in data.droplet_backups.web.backups : backup.id => try(timeadd(
      backup.created_at, "${24 * local.policy.retention_period_days}h",
    ), null)
  }
}
