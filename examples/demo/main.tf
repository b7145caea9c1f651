terraform {
  required_version = ">= 1.5" # for plantimestamp

  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# The token comes from the environment variable DIGITALOCEAN_TOKEN.
provider "droplet" {}

variable "droplet_id" {
  description = "ID of a Droplet to restore."
  type        = number
  default     = 444900001
}

data "droplet_backup_coverage" "all" {}

data "droplet_backups" "web" {
  droplet_id = var.droplet_id
}

locals {
  all = data.droplet_backup_coverage.all.droplets

  # DigitalOcean Kubernetes replaces its nodes rather than restoring them.
  droplets = {
    for id, droplet in local.all : id => droplet
    if !try(contains(droplet.tags, "k8s:worker"), false)
  }
  enabled = {
    for id, droplet in local.droplets : id => droplet if droplet.backup_enabled == true
  }

  # A backup takes some time, and a new Droplet may still be waiting for its first one.
  maximum_age_hours = { daily = 36, weekly = 180, intra_daily_4h = 10 }
  hours = {
    for id, droplet in local.enabled :
    id => local.maximum_age_hours[droplet.backup_policy.plan]
    if can(local.maximum_age_hours[droplet.backup_policy.plan])
  }
  oldest_allowed = {
    for id, hours in local.hours : id => timeadd(plantimestamp(), "-${hours}h")
  }

  problems = merge(
    {
      for id, droplet in local.droplets : id => "backups are not enabled"
      if droplet.backup_enabled != true
    },
    {
      for id, droplet in local.enabled : id => "the plan has no maximum age"
      if !can(local.hours[id])
    },
    {
      for id, oldest in local.oldest_allowed : id => "never backed up"
      if local.enabled[id].latest_backup == null &&
      try(timecmp(local.enabled[id].created_at, oldest) < 0, true)
    },
    {
      for id, oldest in local.oldest_allowed : id => "no backup for ${local.hours[id]} hours"
      if local.enabled[id].latest_backup != null &&
      try(timecmp(local.enabled[id].latest_backup.created_at, oldest) < 0, true)
    },
  )

  with_volumes = [
    for droplet in local.enabled : droplet if try(length(droplet.volume_ids) > 0, false)
  ]
  row    = "%-8v %-6v %-14v %-16v %-9v %v"
  newest = data.droplet_backups.web.latest
}

output "droplets" {
  value = join(", ", [
    "${length(local.droplets) - length(local.problems)} of ${length(local.all)} protected",
    "${length(local.problems)} at risk",
    "${length(local.all) - length(local.droplets)} exempt (Kubernetes nodes)",
  ])
}

output "volumes" {
  value = "${length(local.with_volumes)} protected Droplets have volumes, which backups do not include"
}

output "need_attention" {
  value = join("\n", concat(
    [format(local.row, "NAME", "REGION", "PLAN", "NEWEST BACKUP", "SNAPSHOTS", "REASON")],
    [
      for id, reason in local.problems : format(
        local.row,
        local.all[id].name,
        local.all[id].region,
        try(local.all[id].backup_policy.plan, "-"),
        try(formatdate("YYYY-MM-DD hh:mm", local.all[id].latest_backup.created_at), "-"),
        local.all[id].snapshot_count,
        reason,
      )
    ],
  ))
}

# `image = data.droplet_backups.web.latest.id` in a digitalocean_droplet restores the backup.
output "restore" {
  value = local.newest == null ? null : {
    droplet_id    = var.droplet_id
    newest_backup = local.newest.name
    created_at    = local.newest.created_at
    image         = local.newest.id
  }
}
