output "id" {
  description = "The tenant's id."
  value       = reeve_tenant.this.id
}

output "slug" {
  description = "The tenant's slug, once there is a tenant."
  value       = reeve_tenant.this.slug
}

output "agent_tokens" {
  description = "What each agent enrols with, by its name. It stays in the state."
  value       = { for name, token in reeve_agent_token.this : name => token.token }
  sensitive   = true
}
