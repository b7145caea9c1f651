terraform {
  required_version = ">= 1.5" # for check blocks and plantimestamp

  required_providers {
    droplet = {
      source  = "droplet-backups/droplet"
      version = ">= 0.1.0"
    }
  }
}

# There is no provider block, so that the directory can also be called as a
# module. By default, the token comes from DIGITALOCEAN_TOKEN.

variable "enforce" {
  description = "Whether a problem fails the plan, or only warns."
  type        = bool
  default     = true
  nullable    = false
}

variable "exempt_tags" {
  description = "Tags of Droplets that need no backups (scope tag:read)."
  type        = set(string)
  default     = ["k8s:worker"] # DigitalOcean Kubernetes replaces its nodes
  nullable    = false
}

variable "minimum_retention_days" {
  description = "Minimum number of days for which backups must be kept."
  type        = number
  default     = 7
  nullable    = false
}

variable "maximum_age_hours" {
  description = "Maximum age of the newest backup in hours, by backup plan."
  type        = map(number)
  default     = { daily = 36, weekly = 180, intra_daily_4h = 10 }
  nullable    = false

  validation {
    condition = alltrue([
      for hours in values(var.maximum_age_hours) :
      try(hours >= 1 && hours <= 8760, false)
    ])
    error_message = "Each maximum age must be from 1 to 8760 hours (a year)."
  }
}

variable "check_volumes" {
  description = "Whether volumes are a problem. Backups do not include them."
  type        = bool
  default     = false
  nullable    = false
}

data "droplet_backup_coverage" "all" {}

locals {
  # DigitalOcean ignores the case of tags.
  exempt_tags = [for tag in var.exempt_tags : lower(tag)]

  # A Droplet whose tags are unknown is not exempt.
  droplets = {
    for id, droplet in data.droplet_backup_coverage.all.droplets :
    id => droplet if !try(anytrue([
      for tag in droplet.tags : contains(local.exempt_tags, lower(tag))
    ]), false)
  }

  protected = {
    for id, droplet in local.droplets :
    id => droplet if droplet.backup_enabled == true
  }

  # %v also formats null.
  label = {
    for id, droplet in local.droplets :
    id => format("%v (%v)", droplet.name, droplet.region)
  }

  # The newest backup must not be older. Only for plans with a maximum age.
  oldest_allowed = {
    for id, droplet in local.protected : id => timeadd(
      plantimestamp(),
      "-${var.maximum_age_hours[droplet.backup_policy.plan]}h",
    )
    if can(var.maximum_age_hours[droplet.backup_policy.plan])
  }

  # Null for all Droplets if the token lacks the scope block_storage:read.
  volumes = {
    for id, droplet in local.protected :
    id => try(length(droplet.volume_ids), 0)
  }
  volumes_unknown = anytrue([
    for droplet in local.protected : droplet.volume_ids == null
  ])

  problems = concat(
    # Not "== false": the API may omit backup_enabled.
    [
      for id, droplet in local.droplets :
      "${local.label[id]}: backups are not enabled"
      if droplet.backup_enabled != true
    ],

    # An unknown retention counts as 0 days.
    [
      for id, droplet in local.protected : format(
        "%s: backups are kept less than %s days",
        local.label[id], var.minimum_retention_days,
      )
      if coalesce(try(droplet.backup_policy.retention_period_days, null), 0)
      < var.minimum_retention_days
    ],

    [
      for id, droplet in local.protected : format(
        "%s: plan %s has no maximum age, add it to maximum_age_hours",
        local.label[id],
        coalesce(try(droplet.backup_policy.plan, null), "unknown"),
      )
      if !can(local.oldest_allowed[id])
    ],

    # A Droplet younger than its maximum age may still be waiting for its
    # first backup.
    [
      for id, oldest in local.oldest_allowed :
      "${local.label[id]}: never backed up"
      if local.protected[id].latest_backup == null &&
      try(timecmp(local.protected[id].created_at, oldest) < 0, true)
    ],

    # A backup whose time is unknown counts as too old.
    [
      for id, oldest in local.oldest_allowed : format(
        "%s: newest backup is from %v",
        local.label[id], local.protected[id].latest_backup.created_at,
      )
      if local.protected[id].latest_backup != null && try(
        timecmp(local.protected[id].latest_backup.created_at, oldest) < 0,
        true,
      )
    ],

    [
      for id, count in local.volumes :
      "${local.label[id]}: volumes are not backed up (attached: ${count})"
      if var.check_volumes && count > 0
    ],

    [
      for unknown in [local.volumes_unknown] :
      "the volumes are unknown: the token lacks the scope block_storage:read"
      if var.check_volumes && unknown
    ],
  )

  message = "Droplets that need attention:\n  ${join("\n  ", local.problems)}"
}

# Warns in every plan and apply, and stops neither.
check "backups" {
  assert {
    condition     = var.enforce || length(local.problems) == 0
    error_message = local.message
  }
}

# Fails the plan, and every pipeline that runs it.
output "compliant" {
  description = "Whether no Droplet needs attention."
  value       = length(local.problems) == 0

  precondition {
    condition     = !var.enforce || length(local.problems) == 0
    error_message = local.message
  }
}

output "problems" {
  description = "One line per problem: Droplet, region, and what is wrong."
  value       = local.problems
}

output "droplets_checked" {
  description = "Number of Droplets checked, without the exempt ones."
  value       = length(local.droplets)
}

output "droplets_with_volumes" {
  description = "Protected Droplets with volumes. Null if that is unknown."
  value = local.volumes_unknown ? null : [
    for id, count in local.volumes : local.label[id] if count > 0
  ]
}
