# A tenant's credential: it sees that tenant alone. In its last week an apply gives it another value.
resource "reeve_api_token" "acme_pipeline" {
  tenant             = reeve_tenant.acme.slug
  name               = "pipeline"
  scopes             = ["jobs:write", "agents:read"]
  expires_in_days    = 30
  rotate_before_days = 7
}

# Without a tenant it is an operator's.
resource "reeve_api_token" "auditor" {
  name   = "auditor"
  scopes = ["*:read"]
}
