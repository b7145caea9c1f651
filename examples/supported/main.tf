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

# Same attributes as the backup_policy block of digitalocean_droplet. The
# official provider accepts only the plans daily and weekly.
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
}

data "droplet_supported_backup_policies" "all" {}

locals {
  policy    = var.backup_policy
  supported = data.droplet_supported_backup_policies.all.supported_policies
  plans = {
    for policy in local.supported :
    policy.name => policy if policy.name != null
  }

  # Null if the account does not support the plan.
  chosen = lookup(local.plans, local.policy.plan, null)
  hours  = coalesce(try(local.chosen.possible_window_starts, null), [])
  days   = coalesce(try(local.chosen.possible_days, null), [])
}

resource "digitalocean_droplet" "web" {
  name    = "web-1"
  region  = "nyc3"
  size    = "s-1vcpu-2gb"
  image   = "ubuntu-24-04-x64"
  backups = true

  backup_policy {
    plan    = local.policy.plan
    hour    = local.policy.hour
    weekday = local.policy.weekday
  }

  lifecycle {
    precondition {
      condition = local.chosen != null
      error_message = format(
        "The account does not support the plan %s. Supported plans: %s.",
        local.policy.plan, join(", ", keys(local.plans)),
      )
    }

    precondition {
      condition = (
        local.chosen == null || contains(local.hours, local.policy.hour)
      )
      error_message = format(
        "The plan %s has no window at hour %v. Supported hours: %s.",
        local.policy.plan, local.policy.hour, join(", ", local.hours),
      )
    }

    # Only weekly backups need a weekday.
    precondition {
      condition = (
        local.policy.plan != "weekly" || local.policy.weekday != null
      )
      error_message = format(
        "The plan weekly requires a weekday: %s.", join(", ", local.days),
      )
    }

    precondition {
      condition = (
        local.chosen == null || local.policy.weekday == null ||
        try(contains(local.days, local.policy.weekday), false)
      )
      error_message = format(
        "The plan %s does not support the weekday %v. Supported: %s.",
        local.policy.plan, local.policy.weekday,
        coalesce(join(", ", local.days), "none"),
      )
    }
  }
}

output "backup_policy" {
  value = digitalocean_droplet.web.backup_policy[0]
}
