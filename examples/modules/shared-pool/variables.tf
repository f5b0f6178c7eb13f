variable "name" {
  description = "Unique name of the pool. It cannot change."
  type        = string
}

variable "labels" {
  description = "What its agents can do or where they are."
  type        = set(string)
  default     = []
}

variable "tenants" {
  description = "Slugs of the tenants that it works for. A tenant has one pool at most."
  type        = set(string)
  default     = []
}

variable "namespaces" {
  description = "Kubernetes namespaces whose pods join without a person."
  type        = set(string)
  default     = []
}

variable "platform_key_days" {
  description = "Days until the key expires that agents outside of a cluster share; null makes none."
  type        = number
  default     = null
}
