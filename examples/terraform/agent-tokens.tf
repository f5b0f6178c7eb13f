# What an agent enrols with. In its last two weeks an apply gives it another value, and the old one is taken for a day
# more. Revoked or expired it counts as gone: the next apply makes another.
resource "reeve_agent_token" "on_prem" {
  tenant             = reeve_tenant.acme.slug
  name               = "on-prem"
  description        = "The rack in building 7."
  expires_in_days    = 90
  rotate_before_days = 14
  overlap_seconds    = 86400
}

# With a pool, the agents that come in with it work for every tenant assigned to that pool.
resource "reeve_agent_token" "compute" {
  tenant = reeve_tenant.acme.slug
  name   = "compute"
  pool   = reeve_pool.compute.name
}

# Shown once, kept in the state: `terraform output -raw agent_token`.
output "agent_token" {
  value     = reeve_agent_token.on_prem.token
  sensitive = true
}
