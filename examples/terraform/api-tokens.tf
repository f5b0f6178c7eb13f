# A tenant's credential: it sees that tenant alone.
resource "reeve_api_token" "acme_pipeline" {
  tenant          = reeve_tenant.acme.slug
  name            = "pipeline"
  scopes          = ["jobs:write", "agents:read"]
  expires_in_days = 30
}

# Without a tenant it is an operator's.
resource "reeve_api_token" "auditor" {
  name   = "auditor"
  scopes = ["*:read"]
}
