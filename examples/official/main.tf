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

# Both providers take the token from DIGITALOCEAN_TOKEN.
provider "droplet" {}

provider "digitalocean" {}

resource "digitalocean_droplet" "web" {
  name    = "web-1"
  region  = "nyc3"
  size    = "s-1vcpu-2gb"
  image   = "ubuntu-24-04-x64"
  backups = true
}

# Read after the Droplet was created, because its ID is not known before.
data "droplet_backup_policy" "web" {
  droplet_id = digitalocean_droplet.web.id
}

output "next_backup_window" {
  value = data.droplet_backup_policy.web.next_backup_window
}
