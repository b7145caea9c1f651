terraform {
  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

# The plan fails if this backup no longer exists.
data "droplet_backup" "pinned" {
  id = 67000001
}

output "created_at" {
  value = data.droplet_backup.pinned.created_at
}

# "available" if the backup can be restored.
output "status" {
  value = data.droplet_backup.pinned.status
}

# A Droplet can be restored from the backup only in these regions.
output "regions" {
  value = data.droplet_backup.pinned.regions
}
