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
