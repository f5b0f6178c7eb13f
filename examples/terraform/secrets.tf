# A value for the tenant's tasks that nobody can read again.
variable "shop_key" {
  type      = string
  sensitive = true
  default   = "change-me"
}

resource "reeve_secret" "shop_key" {
  tenant      = reeve_tenant.acme.slug
  name        = "shop_key"
  description = "For the shop's API."
  value       = var.shop_key
}

# The same without a trace in plan and state. Another value needs another version. Terraform 1.11 or later.
variable "mail_password" {
  type      = string
  ephemeral = true
  default   = "change-me-too"
}

resource "reeve_secret" "mail_password" {
  tenant           = reeve_tenant.acme.slug
  name             = "mail_password"
  value_wo         = var.mail_password
  value_wo_version = 1
}
