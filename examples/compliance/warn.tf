# Warns in every plan and apply, and stops neither.
check "backups" {
  assert {
    condition     = var.enforce || length(local.problems) == 0
    error_message = local.message
  }
}
