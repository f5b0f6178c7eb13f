# The pool's agents work for the tenant.
resource "reeve_pool_assignment" "globex" {
  pool   = reeve_pool.compute.name
  tenant = reeve_tenant.globex.slug
}
