# A tenant, its agents' tokens and its tasks.
resource "reeve_tenant" "this" {
  slug              = var.slug
  display_name      = var.display_name
  plan              = var.plan
  worker_agent_pool = length(var.agents) > 0 ? "dedicated" : "shared"
}

resource "reeve_agent_token" "this" {
  for_each = var.agents

  tenant          = reeve_tenant.this.slug
  name            = each.key
  expires_in_days = each.value
}

resource "reeve_task" "this" {
  for_each = var.tasks

  tenant   = reeve_tenant.this.slug
  name     = each.key
  schedule = each.value.schedule
  script   = each.value.script
}
