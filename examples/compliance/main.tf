terraform {
  required_version = ">= 1.5" # for check blocks

  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

provider "droplet" {}

variable "minimum_retention_days" {
  description = "For how many days a backup has to be kept, at least."
  type        = number
  default     = 7
}

variable "exempt_droplet_ids" {
  description = "IDs of the Droplets that need no backups."
  type        = set(string)
  default     = []
}

data "droplet_backup_policies" "all" {}

locals {
  policies = {
    for id, policy in data.droplet_backup_policies.all.policies : id => policy
    if !contains(var.exempt_droplet_ids, id)
  }

  # Not "== false": backup_enabled is null where the API does not say.
  unprotected = [for id, policy in local.policies : id if policy.backup_enabled != true]

  # Where backups are enabled but the API does not tell for how long they are kept, 0 days count.
  short_lived = [
    for id, policy in local.policies : id
    if policy.backup_enabled == true &&
    coalesce(try(policy.backup_policy.retention_period_days, null), 0) < var.minimum_retention_days
  ]
}
