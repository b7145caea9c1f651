terraform {
  required_version = ">= 1.4" # for terraform_data

  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# Reads the token from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

variable "droplet_id" {
  description = "ID of the Droplet to restore"
  type        = number
  default     = 444900001
}

data "droplet_backups" "web" {
  droplet_id = var.droplet_id
}

data "droplet_backup_policies" "all" {}

locals {
  newest = data.droplet_backups.web.latest

  unprotected = [
    for id, policy in data.droplet_backup_policies.all.policies : id
    if policy.backup_enabled != true
  ]
}

# A placeholder for the new Droplet. In a digitalocean_droplet, `image = local.newest.id` restores the backup.
resource "terraform_data" "restored" {
  input = { image = local.newest.id }

  lifecycle {
    precondition {
      condition     = local.newest != null
      error_message = "Droplet ${var.droplet_id} has no backup to restore."
    }
  }
}

output "newest_backup" {
  value = local.newest == null ? "none" : "${local.newest.name}, made ${local.newest.created_at}, image ID ${local.newest.id}"
}

output "droplets" {
  value = length(data.droplet_backup_policies.all.policies)
}

output "droplets_without_backups" {
  value = length(local.unprotected)
}

output "ids_without_backups" {
  value = join(" ", local.unprotected)
}
