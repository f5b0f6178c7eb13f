# What is done rather than declared: needs Terraform 1.14 or later.
terraform {
  required_version = ">= 1.14"
  required_providers {
    reeve = { source = "reeve/reeve" }
  }
}

locals {
  nightly = "30 2 * * *"
}

resource "reeve_tenant" "shop" {
  slug = "shop"
}

resource "reeve_agent_token" "on_prem" {
  tenant = reeve_tenant.shop.slug
  name   = "on-prem"
}

resource "reeve_task" "backup" {
  tenant    = reeve_tenant.shop.slug
  name      = "backup"
  script    = "return 'kept'"
  schedule  = local.nightly
  time_zone = "Europe/Berlin"

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.reeve_run_task.backup]
    }
  }
}

# A new script is tried at once. An agent has to be there; `wait = true` would follow the run to its end.
action "reeve_run_task" "backup" {
  config {
    tenant = "shop"
    task   = "backup"
    wait   = false
  }
}

# terraform apply -invoke=action.reeve_revoke_agent_token.on_prem
action "reeve_revoke_agent_token" "on_prem" {
  config {
    tenant      = "shop"
    agent_token = "on-prem"
  }
}

output "next_backup" {
  value = provider::reeve::cron_next(local.nightly, "Europe/Berlin", "2026-01-15T12:00:00Z")
}
