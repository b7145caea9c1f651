terraform {
  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

provider "droplet" {}

# One request for every 200 Droplets of the account, whatever the filter lets through.
data "droplet_backup_policies" "protected" {
  filter {
    key    = "backup_enabled"
    values = [true]
  }
}

# One request for each Droplet that passed the filter, as long as it has at most 200 backups.
# The keys are Droplet IDs, and known while planning: for_each takes the map as it is.
data "droplet_backups" "of" {
  for_each = data.droplet_backup_policies.protected.policies

  droplet_id = each.key
}

# try: a Droplet whose first backup is still to come has no newest one, and the API may leave out a window.
output "fleet" {
  value = {
    for id, policy in data.droplet_backup_policies.protected.policies : id => {
      newest_backup  = try(data.droplet_backups.of[id].latest.created_at, null)
      size_gigabytes = try(data.droplet_backups.of[id].latest.size_gigabytes, null)
      regions        = try(data.droplet_backups.of[id].latest.regions, null)
      next_window    = try(policy.next_backup_window.start, null)
    }
  }
}
