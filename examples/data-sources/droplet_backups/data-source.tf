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

  # Only backups that can be restored in one of these regions.
  filter {
    key    = "regions"
    values = ["nyc1", "nyc3"]
  }

  # Largest first. Without a sort block, the newest backup comes first.
  sort {
    key       = "size_gigabytes"
    direction = "desc"
  }
}

output "largest" {
  value = try(data.droplet_backups.web.backups[0].name, null)
}

# The newest backup that matches the filter. Sorting does not affect it.
output "newest" {
  value = try(data.droplet_backups.web.latest.name, null)
}
