terraform {
  required_version = ">= 1.5" # for check blocks

  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
    digitalocean = {
      source  = "digitalocean/digitalocean"
      version = "~> 2.0"
    }
  }
}

# Both providers take the token from DIGITALOCEAN_TOKEN.
provider "droplet" {}

provider "digitalocean" {}

variable "backup_policy" {
  description = "Backup policy that was chosen outside Terraform."
  type        = object({ plan = string, retention_period_days = number })
  default     = { plan = "intra_daily_4h", retention_period_days = 7 }
}

resource "digitalocean_droplet" "web" {
  name    = "web-1"
  region  = "nyc3"
  size    = "s-1vcpu-2gb"
  image   = "ubuntu-24-04-x64"
  backups = true # daily, until another plan is chosen

  lifecycle {
    ignore_changes = [backups, backup_policy]
  }
}

data "droplet_backup_policy" "web" {
  droplet_id = digitalocean_droplet.web.id
}

locals {
  policy = data.droplet_backup_policy.web.backup_policy
}

check "backup_policy" {
  assert {
    condition = try(
      data.droplet_backup_policy.web.backup_enabled &&
      local.policy.plan == var.backup_policy.plan &&
      local.policy.retention_period_days
      == var.backup_policy.retention_period_days,
      false,
    )
    error_message = format(
      "The backup policy of the Droplet is %s, but %s is expected.",
      jsonencode(local.policy), jsonencode(var.backup_policy),
    )
  }
}
