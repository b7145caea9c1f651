# fail.tf: fails the plan, and with it the pipeline. Leave this file out if a warning is enough.
output "droplets_checked" {
  value = length(local.policies)

  precondition {
    condition     = length(local.unprotected) == 0
    error_message = "Droplets without backups: ${join(", ", local.unprotected)}."
  }

  precondition {
    condition     = length(local.short_lived) == 0
    error_message = "Droplets whose backups are kept for less than ${var.minimum_retention_days} days: ${join(", ", local.short_lived)}."
  }
}
