# A pool of the platform's agents: whom it works for, and how its agents come in.
resource "reeve_pool" "this" {
  name   = var.name
  labels = var.labels
}

resource "reeve_pool_assignment" "this" {
  for_each = var.tenants

  pool   = reeve_pool.this.name
  tenant = each.value
}

resource "reeve_approval_policy" "this" {
  count = length(var.namespaces) > 0 ? 1 : 0

  name        = var.name
  description = "Pods that join the pool ${var.name}."
  rules = [
    {
      action     = "approve"
      methods    = ["service_account"]
      namespaces = var.namespaces
      join_pool  = reeve_pool.this.name
    },
  ]
}

resource "reeve_platform_key" "this" {
  count = var.platform_key_days == null ? 0 : 1

  name            = var.name
  pool            = reeve_pool.this.name
  expires_in_days = var.platform_key_days
}
