# warn.tf: warns at every plan and apply, and stops neither. Leave this file out if the plan has to fail.
check "backups" {
  assert {
    condition     = length(local.unprotected) == 0
    error_message = "Droplets without backups: ${join(", ", local.unprotected)}."
  }

  assert {
    condition     = length(local.short_lived) == 0
    error_message = "Droplets whose backups are kept for less than ${var.minimum_retention_days} days: ${join(", ", local.short_lived)}."
  }
}
