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
  droplet_id = 444900001

  # Only backups that a Droplet in one of these regions can be made from.
  filter {
    key    = "regions"
    values = ["nyc1", "nyc3"]
  }

  # The largest first. Without sort, the newest comes first.
  sort {
    key       = "size_gigabytes"
    direction = "desc"
  }
}

output "largest" {
  value = try(data.droplet_backups.web.backups[0].name, null)
}

# The newest of the filtered backups: sort does not change it.
output "newest" {
  value = try(data.droplet_backups.web.latest.name, null)
}
