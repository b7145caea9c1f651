terraform {
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

# Both providers take the token from DIGITALOCEAN_TOKEN. The official provider also needs the scopes droplet:create,
# droplet:update and droplet:delete to manage the Droplet.
provider "droplet" {}

provider "digitalocean" {}

variable "droplet_id" {
  description = "ID of the Droplet whose newest backup is restored. Not used if backup_id is set."
  type        = number
}

variable "region" {
  description = "Region of the new Droplet."
  type        = string
  default     = "nyc3"
}

variable "backup_id" {
  description = "ID of the backup to restore. If null, the newest backup in the region is restored."
  type        = number
  default     = null
}

variable "verify_backup" {
  description = "Whether to verify during planning that the backup exists. Set to false after the restore, because backups expire."
  type        = bool
  default     = true
}

data "droplet_backups" "source" {
  count = var.backup_id == null ? 1 : 0

  droplet_id = var.droplet_id

  # A backup can be restored only in its regions.
  filter {
    key    = "regions"
    values = [var.region]
  }

  # Remove this filter to restore snapshots as well.
  filter {
    key    = "type"
    values = ["backup"]
  }
}

# The plan fails if the pinned backup does not exist anymore.
data "droplet_backup" "pinned" {
  count = var.backup_id != null && var.verify_backup ? 1 : 0

  id = var.backup_id
}

locals {
  # Null if there is no backup, which the first precondition reports.
  backup_id = var.backup_id != null ? var.backup_id : try(data.droplet_backups.source[0].latest.id, null)
}

resource "digitalocean_droplet" "restored" {
  name   = "web-restored"
  region = var.region
  size   = "s-1vcpu-2gb" # its disk must have at least the backup's min_disk_size
  image  = local.backup_id

  lifecycle {
    # A different image replaces the Droplet. Without this line, the first apply after the next backup would delete the
    # restored Droplet with everything written to it since.
    ignore_changes = [image]

    precondition {
      condition     = local.backup_id != null
      error_message = "Droplet ${var.droplet_id} has no backup to restore in the region ${var.region}."
    }

    # True if the backup is not verified, or the API does not report its regions.
    precondition {
      condition     = try(contains(data.droplet_backup.pinned[0].regions, var.region), true)
      error_message = "The pinned backup cannot be restored in the region ${var.region}."
    }
  }
}

# The backup the Droplet was created from, even if there are newer ones. Set backup_id to this ID to pin it.
output "restored_from" {
  value = digitalocean_droplet.restored.image
}
