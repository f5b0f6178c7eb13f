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

  # At most three of its tasks' runs at once; what is due while no agent is free waits rather than fails.
  task_max_concurrent = 3
  on_no_capacity      = "queue"
}

# And this one needs no agents at all: the brokers themselves run its scripts.
resource "reeve_tenant" "initech" {
  slug        = "initech"
  worker_mode = "inline"
}
