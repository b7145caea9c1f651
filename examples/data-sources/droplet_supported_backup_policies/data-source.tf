terraform {
  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

data "droplet_supported_backup_policies" "all" {}

locals {
  policies = data.droplet_supported_backup_policies.all.supported_policies
}

output "hours_by_plan" {
  value = {
    for policy in local.policies :
    policy.name => policy.possible_window_starts if policy.name != null
  }
}
