# `terraform test` makes all of this at a broker – REEVE_URL, REEVE_TOKEN – and takes it away again.
variables {
  slug = "acme"
}

run "shares_the_platforms_agents" {
  assert {
    condition     = reeve_tenant.this.worker_agent_pool == "shared"
    error_message = "A tenant without agents must share the platform's."
  }

  assert {
    condition     = length(output.agent_tokens) == 0
    error_message = "There is nobody to have a token."
  }
}

run "gets_agents_of_its_own_in_place" {
  variables {
    agents = { rack-1 = 30, rack-2 = 90 }
    tasks  = { report = { schedule = "0 6 * * *", script = "return 1" } }
  }

  assert {
    condition     = reeve_tenant.this.id == run.shares_the_platforms_agents.id
    error_message = "To get agents must not replace the tenant."
  }

  assert {
    condition     = reeve_tenant.this.worker_agent_pool == "dedicated"
    error_message = "Its jobs must go to its own agents."
  }

  assert {
    condition     = alltrue([for token in values(output.agent_tokens) : can(regex("^agent_[0-9a-f]{64}$", token))])
    error_message = "Each agent must have a token."
  }

  assert {
    condition     = keys(output.agent_tokens) == ["rack-1", "rack-2"]
    error_message = "Tokens must be found by the agents' names."
  }

  assert {
    condition     = reeve_task.this["report"].tenant == "acme"
    error_message = "The task must be the tenant's."
  }
}

run "a_slug_is_checked_by_the_plan" {
  command = plan

  variables {
    slug = "Acme"
  }

  expect_failures = [var.slug]
}

run "tokens_do_not_last_for_ever" {
  command = plan

  variables {
    agents = { rack-1 = 365 }
  }

  expect_failures = [var.agents]
}
