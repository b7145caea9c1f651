terraform {
  required_version = ">= 1.3" # for timecmp

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

# Both providers take the token from DIGITALOCEAN_TOKEN. The official provider
# also needs the scopes droplet:create, droplet:update and droplet:delete.
provider "droplet" {}

provider "digitalocean" {}

variable "droplet_id" {
  description = "ID of the Droplet to restore. Not used if backup_id is set."
  type        = number
}

variable "region" {
  description = "Region of the new Droplet."
  type        = string
  default     = "nyc3"
}

variable "include_snapshots" {
  description = "Whether to restore a snapshot newer than all backups."
  type        = bool
  default     = false
}

variable "backup_id" {
  description = "Backup or snapshot to restore, by ID. Null: the newest one."
  type        = number
  default     = null
}

variable "verify_backup" {
  description = "Whether to verify backup_id. Set to false after the restore."
  type        = bool
  default     = true
}

# A backup can be restored only in its regions.
data "droplet_backups" "source" {
  count = var.backup_id == null ? 1 : 0

  droplet_id = var.droplet_id

  filter {
    key    = "regions"
    values = [var.region]
  }
}

data "droplet_snapshots" "source" {
  count = var.backup_id == null && var.include_snapshots ? 1 : 0

  droplet_id = var.droplet_id

  filter {
    key    = "regions"
    values = [var.region]
  }
}

# The plan fails if the pinned backup no longer exists.
data "droplet_backup" "pinned" {
  count = var.backup_id != null && var.verify_backup ? 1 : 0

  id = var.backup_id
}

locals {
  backup   = one(data.droplet_backups.source[*].latest)
  snapshot = one(data.droplet_snapshots.source[*].latest)

  # The snapshot is used if it is newer, or if there is no backup.
  use_snapshot = try(
    timecmp(local.snapshot.created_at, local.backup.created_at) > 0,
    local.backup == null,
  )
  newest = local.use_snapshot ? local.snapshot : local.backup

  # Null if there is nothing to restore, which the first precondition reports.
  image_id = (
    var.backup_id != null ? var.backup_id : try(local.newest.id, null)
  )

  # An image that is not verified, or whose status the API omits, is accepted.
  pinned_status = coalesce(
    one(data.droplet_backup.pinned[*].status), "available",
  )
}

resource "digitalocean_droplet" "restored" {
  name   = "web-restored"
  region = var.region
  size   = "s-1vcpu-2gb" # its disk must have at least min_disk_size GB
  image  = local.image_id

  lifecycle {
    # A different image replaces the Droplet. Without this line, the first
    # apply after the next backup would delete the restored Droplet with
    # everything written to it since.
    ignore_changes = [image]

    precondition {
      condition = local.image_id != null
      error_message = format(
        "Droplet %s has nothing to restore in %s.",
        var.droplet_id, var.region,
      )
    }

    precondition {
      condition = try(
        contains(data.droplet_backup.pinned[0].regions, var.region), true,
      )
      error_message = (
        "The pinned backup cannot be restored in the region ${var.region}."
      )
    }

    precondition {
      condition = local.pinned_status == "available"
      error_message = (
        "The pinned backup has the status ${local.pinned_status}."
      )
    }
  }
}

# The image that the Droplet was created from, even if there are newer ones.
# Set backup_id to this ID to pin it.
output "restored_from" {
  value = digitalocean_droplet.restored.image
}
