# A value for the tenant's tasks that everybody may see.
resource "reeve_variable" "shop_url" {
  tenant = reeve_tenant.acme.slug
  name   = "shop_url"
  value  = "https://shop.example"
}
