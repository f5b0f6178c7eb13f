variable "slug" {
  description = "The tenant's name in paths. It cannot change."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}$", var.slug))
    error_message = "A slug begins with a small letter and has small letters, digits and hyphens."
  }
}

variable "display_name" {
  description = "What people call the tenant."
  type        = string
  default     = null
}

variable "plan" {
  description = "The plan that sets its limits."
  type        = string
  default     = "starter"
}

variable "agents" {
  description = "Where its own agents run: one token each, and the days until it expires. None: it shares the platform's."
  type        = map(number)
  default     = {}

  validation {
    condition     = alltrue([for days in values(var.agents) : days >= 1 && days <= 90])
    error_message = "An agent's token lasts 1 to 90 days."
  }
}

variable "tasks" {
  description = "Scripts by name, with the schedule of each."
  type = map(object({
    schedule = string
    script   = string
  }))
  default = {}
}
