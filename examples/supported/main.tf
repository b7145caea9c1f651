terraform {
  required_version = ">= 1.3" # for optional() in variable types

  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
    digitalocean = {
      source  = "digitalocean/digitalocean"
      version = "~> 2.44" # the first with backup_policy
    }
  }
}

# Both providers take the token from DIGITALOCEAN_TOKEN.
provider "droplet" {}

provider "digitalocean" {}

# Same attributes as the backup_policy block of digitalocean_droplet.
variable "backup_policy" {
  description = "Backup policy of the Droplet. The hour is in UTC."
  type = object({
    plan    = string
    hour    = number
    weekday = optional(string)
  })
  default = {
    plan    = "weekly"
    hour    = 4
    weekday = "SUN"
  }

  validation {
    condition     = var.backup_policy.weekday == null || can(regex("^(SUN|MON|TUE|WED|THU|FRI|SAT)$", var.backup_policy.weekday))
    error_message = "The weekday must be SUN, MON, TUE, WED, THU, FRI or SAT."
  }
}

data "droplet_supported_backup_policies" "account" {}

locals {
  supported = {
    for policy in data.droplet_supported_backup_policies.account.supported_policies : policy.name => policy if policy.name != null
  }

  # Null if the account does not support the plan.
  chosen = lookup(local.supported, var.backup_policy.plan, null)
  hours  = coalesce(try(local.chosen.possible_window_starts, null), [])
  days   = coalesce(try(local.chosen.possible_days, null), []) # empty for plans without a weekday
}

resource "digitalocean_droplet" "web" {
  name    = "web-1"
  region  = "nyc3"
  size    = "s-1vcpu-2gb"
  image   = "ubuntu-24-04-x64"
  backups = true

  backup_policy {
    plan    = var.backup_policy.plan
    hour    = var.backup_policy.hour
    weekday = var.backup_policy.weekday
  }

  lifecycle {
    precondition {
      condition     = local.chosen != null
      error_message = "The account does not support the backup plan ${var.backup_policy.plan}. Supported plans: ${join(", ", keys(local.supported))}."
    }

    precondition {
      condition     = local.chosen == null || contains(local.hours, var.backup_policy.hour)
      error_message = "The plan ${var.backup_policy.plan} has no window that starts at hour ${var.backup_policy.hour}. Supported hours: ${join(", ", local.hours)}."
    }

    precondition {
      condition = local.chosen == null || (
        var.backup_policy.weekday == null ? length(local.days) == 0 : contains(local.days, var.backup_policy.weekday)
      )
      error_message = length(local.days) == 0 ? "The plan ${var.backup_policy.plan} takes no weekday." : "The plan ${var.backup_policy.plan} requires a weekday. Supported weekdays: ${join(", ", local.days)}."
    }
  }
}

output "backup_policy" {
  value = digitalocean_droplet.web.backup_policy[0]
}
