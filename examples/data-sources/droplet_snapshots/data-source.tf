terraform {
  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

data "droplet_snapshots" "web" {
  droplet_id = 444900010

  # Only snapshots that can be restored in this region.
  filter {
    key    = "regions"
    values = ["ams3"]
  }
}

output "names" {
  value = data.droplet_snapshots.web.snapshots[*].name
}

# The newest snapshot that matches the filter. Null if there is none.
output "newest" {
  value = try(data.droplet_snapshots.web.latest.id, null)
}
