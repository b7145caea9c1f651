terraform {
  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

variable "name" {
  description = "Name of the Droplet."
  type        = string
}

data "droplet_backup_coverage" "named" {
  include_backups = false

  filter {
    key    = "name"
    values = [var.name]
  }

  # Names need not be unique.
  lifecycle {
    postcondition {
      condition = length(self.droplets) == 1
      error_message = format(
        "%s Droplets have the name %s.", length(self.droplets), var.name,
      )
    }
  }
}

data "droplet_backups" "named" {
  droplet_id = one(keys(data.droplet_backup_coverage.named.droplets))
}

output "droplet_id" {
  value = data.droplet_backups.named.droplet_id
}

output "newest_backup" {
  value = data.droplet_backups.named.latest
}
