output "name" {
  description = "The pool's name, once there is a pool."
  value       = reeve_pool.this.name
}

output "platform_key" {
  description = "What agents outside of a cluster enrol with, or null. It stays in the state."
  value       = one(reeve_platform_key.this[*].key)
  sensitive   = true
}
