# A customer of the platform. All but the slug can change in place.
resource "reeve_tenant" "acme" {
  slug         = "acme"
  display_name = "Acme Ltd."
  plan         = reeve_plan.team.name

  # What the scripts of its tasks may reach.
  allowed_hosts = ["shop.example"]
}

# This one has no agents of its own: the agents of the pool it is assigned to run its jobs.
resource "reeve_tenant" "globex" {
  slug              = "globex"
  plan              = "starter" # built in: free, starter, pro, enterprise
  worker_agent_pool = "shared"
}
