# `terraform test` makes all of this at a broker – REEVE_URL, REEVE_TOKEN – and takes it away again.
variables {
  mail_password = "of-no-use-anywhere"
}

run "everything" {
  assert {
    condition     = reeve_pool_assignment.globex.tenant == "globex" && reeve_tenant.globex.worker_agent_pool == "shared"
    error_message = "The pool's agents must work for globex."
  }

  assert {
    condition     = can(regex("^agent_[0-9a-f]{64}$", output.agent_token))
    error_message = "An agent token must be shown once, by its creation."
  }

  assert {
    condition     = reeve_agent_token.on_prem.pool == null && reeve_agent_token.compute.pool == "compute"
    error_message = "Without a pool an agent is its tenant's own."
  }

  assert {
    condition     = timecmp(reeve_api_token.acme_pipeline.expires_at, timeadd(plantimestamp(), "721h")) < 0
    error_message = "The pipeline's token must expire within 30 days."
  }
}

run "nothing_changes_when_nothing_is_changed" {
  command = plan

  assert {
    condition     = output.team_slugs == tolist(["acme"])
    error_message = "Who is on the plan must be known without an apply."
  }
}
