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
  droplets = [for droplet in local.all : droplet if !try(contains(droplet.tags, "k8s:worker"), false)]

  enabled = [for droplet in local.droplets : droplet if droplet.backup_enabled == true]

  # A backup takes some time, and a new Droplet may still be waiting for its first one.
  oldest_allowed = {
    for droplet in local.enabled : droplet.droplet_id =>
    timeadd(plantimestamp(), try(droplet.backup_policy.plan, null) == "daily" ? "-48h" : "-192h")
  }

  never_backed_up = [
    for droplet in local.enabled : droplet
    if droplet.latest_backup == null && try(timecmp(droplet.created_at, local.oldest_allowed[droplet.droplet_id]) < 0, true)
  ]

  outdated = [
    for droplet in local.enabled : droplet
    if try(timecmp(droplet.latest_backup.created_at, local.oldest_allowed[droplet.droplet_id]) < 0, droplet.latest_backup != null)
  ]

  problems = concat(
    [for droplet in local.droplets : { droplet = droplet, reason = "backups are not enabled" } if droplet.backup_enabled != true],
    [for droplet in local.never_backed_up : { droplet = droplet, reason = "never backed up" }],
    [for droplet in local.outdated : { droplet = droplet, reason = "newest backup is ${local.age[droplet.droplet_id]} days old" }],
  )

  # Terraform cannot subtract timestamps, so this counts the days that fit in between, up to 99.
  age = {
    for droplet in local.outdated : droplet.droplet_id => try(length([
      for days in range(1, 100) : days
      if timecmp(timeadd(droplet.latest_backup.created_at, "${24 * days}h"), plantimestamp()) <= 0
    ]), "?")
  }

  row    = "%-10v %-7v %-7v %-17v %v"
  newest = data.droplet_backups.web.latest
}

output "droplets" {
  value = join(", ", [
    "${length(local.droplets) - length(local.problems)} of ${length(local.all)} protected",
    "${length(local.problems)} at risk",
    "${length(local.all) - length(local.droplets)} exempt (Kubernetes nodes)",
  ])
}

output "need_attention" {
  value = join("\n", concat([format(local.row, "NAME", "REGION", "PLAN", "NEWEST BACKUP", "REASON")], [
    for problem in local.problems : format(
      local.row,
      problem.droplet.name,
      problem.droplet.region,
      try(problem.droplet.backup_policy.plan, "-"),
      try(formatdate("YYYY-MM-DD hh:mm", problem.droplet.latest_backup.created_at), "-"),
      problem.reason,
    )
  ]))
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
