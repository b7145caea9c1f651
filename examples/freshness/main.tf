terraform {
  required_version = ">= 1.5" # for plantimestamp

  required_providers {
    droplet = {
      source = "droplet-backups/droplet"
    }
  }
}

provider "droplet" {}

variable "droplet_ids" {
  description = "IDs of the Droplets whose newest backup must not be too old."
  type        = set(string)
}

# A daily backup is made some time in a window of 4 hours, so the newest can be 28 hours old and all is well.
variable "maximum_age_hours" {
  description = "How old the newest backup may be, in hours. For weekly backups: 7 * 24 + 6."
  type        = number
  default     = 30
}

data "droplet_backups" "of" {
  for_each = var.droplet_ids

  droplet_id = each.key

  lifecycle {
    postcondition {
      # try: without a backup, latest is null and has no created_at. That is not fresh either.
      condition = try(
        timecmp(timeadd(self.latest.created_at, "${var.maximum_age_hours}h"), plantimestamp()) >= 0,
        false,
      )
      error_message = try(
        "The newest backup of Droplet ${each.key} was made at ${self.latest.created_at}, more than ${var.maximum_age_hours} hours ago.",
        "Droplet ${each.key} has no backup.",
      )
    }
  }
}

output "newest_backups" {
  value = { for id, of in data.droplet_backups.of : id => of.latest.created_at }
}
