terraform {
  required_version = ">= 1.5" # for check blocks and plantimestamp

  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

# There is no provider block, so that the directory can also be called as a module, with count, for_each or another
# provider configuration. By default, the token comes from DIGITALOCEAN_TOKEN.

variable "enforce" {
  description = "Whether a problem fails the plan. If false, the plan only warns."
  type        = bool
  default     = true
  nullable    = false
}

variable "exempt_tags" {
  description = "Droplets with any of these tags need no backups. Tags require the scope tag:read."
  type        = set(string)
  default     = ["k8s:worker"] # DigitalOcean Kubernetes replaces its nodes rather than restoring them.
  nullable    = false
}

variable "minimum_retention_days" {
  description = "Minimum number of days for which backups must be kept."
  type        = number
  default     = 7
  nullable    = false
}

# A backup starts in a window of a few hours and then takes some time.
variable "maximum_age_hours" {
  description = "Maximum age of the newest backup in hours, by backup plan. The shortest one applies to plans that are not listed."
  type        = map(number)
  default     = { daily = 30, weekly = 174 } # a day or a week, and six hours
  nullable    = false

  validation {
    condition     = length(var.maximum_age_hours) > 0 && alltrue([for hours in values(var.maximum_age_hours) : try(hours > 0, false)])
    error_message = "There must be at least one maximum age, and each must be positive."
  }
}

data "droplet_backup_coverage" "all" {}

locals {
  # A Droplet whose tags are unknown is not exempt.
  droplets = {
    for id, droplet in data.droplet_backup_coverage.all.droplets : id => droplet
    if length(try(setintersection(droplet.tags, var.exempt_tags), [])) == 0
  }
  protected = { for id, droplet in local.droplets : id => droplet if droplet.backup_enabled == true }

  # %v also formats null.
  label = { for id, droplet in local.droplets : id => format("%v (%v)", droplet.name, droplet.region) }

  # The newest backup of each Droplet must not be older.
  oldest_allowed = {
    for id, droplet in local.protected : id => timeadd(plantimestamp(), format("-%vh", try(
      var.maximum_age_hours[droplet.backup_policy.plan], min(values(var.maximum_age_hours)...),
    )))
  }

  problems = concat(
    # Not "== false": the API may omit backup_enabled.
    [for id, droplet in local.droplets : "${local.label[id]}: backups are not enabled" if droplet.backup_enabled != true],

    # An unknown retention counts as 0 days.
    [
      for id, droplet in local.protected : "${local.label[id]}: backups are kept for less than ${var.minimum_retention_days} days"
      if coalesce(try(droplet.backup_policy.retention_period_days, null), 0) < var.minimum_retention_days
    ],

    # A Droplet younger than its maximum age may still be waiting for its first backup.
    [
      for id, droplet in local.protected : "${local.label[id]}: never backed up"
      if droplet.latest_backup == null && try(timecmp(droplet.created_at, local.oldest_allowed[id]) < 0, true)
    ],

    # A backup whose time is unknown counts as too old.
    [
      for id, droplet in local.protected : format("%s: newest backup is from %v", local.label[id], droplet.latest_backup.created_at)
      if droplet.latest_backup != null && try(timecmp(droplet.latest_backup.created_at, local.oldest_allowed[id]) < 0, true)
    ],
  )

  message = "Droplets that need attention:\n  ${join("\n  ", local.problems)}"
}

output "droplets_checked" {
  description = "Number of Droplets checked, without the exempt ones."
  value       = length(local.droplets)
}

output "problems" {
  description = "One line per problem: name and region of the Droplet, and what is wrong."
  value       = local.problems
}
