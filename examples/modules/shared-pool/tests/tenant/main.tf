# A tenant for the module's test.
terraform {
  required_providers {
    reeve = { source = "reeve/reeve" }
  }
}

resource "reeve_tenant" "globex" {
  slug              = "globex"
  worker_agent_pool = "shared"
}

output "slug" {
  value = reeve_tenant.globex.slug
}
