terraform {
  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

data "droplet_backups" "web" {
  droplet_id = 444900001 # replace with the ID of your Droplet
}

# Null if the Droplet has no backups.
output "newest_backup" {
  value = data.droplet_backups.web.latest
}
