# `terraform test` makes all of this at a broker – REEVE_URL, REEVE_TOKEN – and takes it away again.
variables {
  name   = "compute"
  labels = ["linux"]
}

run "a_tenant_to_work_for" {
  module {
    source = "./tests/tenant"
  }
}

run "works_for_its_tenants" {
  variables {
    tenants = [run.a_tenant_to_work_for.slug]
  }

  assert {
    condition     = reeve_pool_assignment.this["globex"].pool == "compute"
    error_message = "The tenant must be assigned to the pool."
  }

  assert {
    condition     = output.platform_key == null && length(reeve_approval_policy.this) == 0
    error_message = "Nobody comes in unless it is said how."
  }
}

run "lets_pods_and_racks_in" {
  variables {
    tenants           = [run.a_tenant_to_work_for.slug]
    namespaces        = ["reeve-agents"]
    platform_key_days = 30
  }

  assert {
    condition     = reeve_approval_policy.this[0].rules[0].join_pool == "compute"
    error_message = "Pods must join this pool."
  }

  assert {
    condition     = can(regex("^[0-9a-f]{64}$", output.platform_key))
    error_message = "Racks must have a key."
  }
}
