# One object by its id or by its name ...
data "reeve_plan" "pro" {
  name = "pro"
}

# ... and many, by filters.
data "reeve_tenants" "on_team" {
  plan       = reeve_plan.team.name
  depends_on = [reeve_tenant.acme]
}

data "reeve_agents" "acme" {
  tenant   = reeve_tenant.acme.slug
  liveness = "online"
}

output "team_slugs" {
  value = data.reeve_tenants.on_team.tenants[*].slug
}

# What cannot be declared can be read: how much a pool wants, and what runs.
data "reeve_pool_scale" "compute" {
  pool = reeve_pool.compute.name
}

output "wanted_slots" {
  value = data.reeve_pool_scale.compute.wanted
}
