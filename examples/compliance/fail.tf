# Fails the plan, and every pipeline that runs it.
output "compliant" {
  description = "Whether no Droplet needs attention."
  value       = length(local.problems) == 0

  precondition {
    condition     = !var.enforce || length(local.problems) == 0
    error_message = local.message
  }
}
