# Pods of one namespace, as the cluster names it, come in without a person and join the pool; an old account does not.
resource "reeve_approval_policy" "cluster" {
  name        = "cluster"
  description = "Agents that our own cluster runs."
  rules = [
    {
      action           = "deny"
      methods          = ["service_account"]
      service_accounts = ["reeve-agents/retired"]
    },
    {
      action     = "approve"
      methods    = ["service_account"]
      namespaces = ["reeve-agents"]
      join_pool  = reeve_pool.compute.name
    },
  ]
}
