# A program that starts agents. What it may let them do has a ceiling.
resource "reeve_app" "orders" {
  tenant            = reeve_tenant.acme.slug
  name              = "orders"
  description       = "Reads what customers order."
  scopes            = ["read:data:*", "write:data:customers"]
  token_ttl_seconds = 1800
}

# Shown once, kept in the state. Another one is made with `reeve app-secret rotate`.
output "app_client_id" {
  value = reeve_app.orders.client_id
}

output "app_client_secret" {
  value     = reeve_app.orders.client_secret
  sensitive = true
}
