# Fails the plan, and every pipeline that runs it. If the module call has depends_on, the read is deferred until the apply, and
# not all versions of Terraform and OpenTofu evaluate the precondition there unless the caller uses this output.
output "compliant" {
  description = "Whether no Droplet needs attention."
  value       = length(local.problems) == 0

  precondition {
    condition     = !var.enforce || length(local.problems) == 0
    error_message = local.message
  }
}
