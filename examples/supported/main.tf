terraform {
  required_version = ">= 1.3" # for optional attributes

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

# The shape of the backup_policy block of a digitalocean_droplet.
variable "backup_policy" {
  description = "When the Droplet is backed up. Hours are UTC."
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
    error_message = "The weekday is SUN, MON, TUE, WED, THU, FRI or SAT."
  }
}

data "droplet_supported_backup_policies" "account" {}

locals {
  supported = {
    for policy in data.droplet_supported_backup_policies.account.supported_policies : policy.name => policy
  }

  # Null when the account has no such plan.
  chosen = lookup(local.supported, var.backup_policy.plan, null)
  hours  = try(local.chosen.possible_window_starts, [])
  days   = try(local.chosen.possible_days, []) # none for a plan without a weekday
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
      error_message = "The account has no backup plan ${var.backup_policy.plan}, only: ${join(", ", keys(local.supported))}."
    }

    precondition {
      condition     = local.chosen == null || contains(local.hours, var.backup_policy.hour)
      error_message = "No window of the plan ${var.backup_policy.plan} starts at hour ${var.backup_policy.hour}, only at: ${join(", ", local.hours)}."
    }

    precondition {
      condition = local.chosen == null || (
        var.backup_policy.weekday == null ? length(local.days) == 0 : contains(local.days, var.backup_policy.weekday)
      )
      error_message = length(local.days) == 0 ? "The plan ${var.backup_policy.plan} has no weekday: leave it out." : "The plan ${var.backup_policy.plan} needs a weekday: ${join(", ", local.days)}."
    }
  }
}

output "backup_policy" {
  value = digitalocean_droplet.web.backup_policy[0]
}
