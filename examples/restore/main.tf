terraform {
  required_version = ">= 1.2" # for preconditions

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

# Both providers take the token from DIGITALOCEAN_TOKEN. To create, change and delete a Droplet, the official one needs
# the scopes droplet:create, droplet:update and droplet:delete as well.
provider "droplet" {}

provider "digitalocean" {}

variable "droplet_id" {
  description = "ID of the Droplet whose backup is restored."
  type        = number
}

variable "region" {
  description = "Region of the new Droplet."
  type        = string
  default     = "nyc3"
}

variable "backup_id" {
  description = "ID of the backup to restore. Null stands for the newest one in the region."
  type        = number
  default     = null
}

data "droplet_backups" "source" {
  # With a pinned backup nothing is read, so that plans go on working when the old Droplet is gone.
  count = var.backup_id == null ? 1 : 0

  droplet_id = var.droplet_id

  # A backup is of use only in the regions that it names.
  filter {
    key    = "regions"
    values = [var.region]
  }

  # Leave this out to restore a snapshot as well.
  filter {
    key    = "type"
    values = ["backup"]
  }
}

locals {
  # Null when there is no such backup: the precondition below says so.
  backup_id = var.backup_id != null ? var.backup_id : try(data.droplet_backups.source[0].latest.id, null)
}

resource "digitalocean_droplet" "restored" {
  name   = "web-restored"
  region = var.region
  size   = "s-1vcpu-2gb" # with a disk of at least the backup's min_disk_size
  image  = local.backup_id

  lifecycle {
    # A change of image replaces the Droplet. Without this line, the next backup of the old Droplet would delete the
    # restored one at the next apply, with all that was written to it since.
    ignore_changes = [image]

    precondition {
      condition     = local.backup_id != null
      error_message = "Droplet ${var.droplet_id} has no backup to restore in the region ${var.region}."
    }
  }
}

# The backup that the Droplet was made from, also when there are newer ones. Pin it: backup_id = this ID.
output "restored_from" {
  value = digitalocean_droplet.restored.image
}
