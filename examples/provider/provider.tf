terraform {
  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN. The scope droplet:read is enough.
provider "droplet" {}

data "droplet_backups" "web" {
  droplet_id = 444900001 # put in the ID of a Droplet of yours
}

# Null as long as the Droplet has no backup.
output "newest_backup" {
  value = data.droplet_backups.web.latest
}
