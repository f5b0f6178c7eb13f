# What the platform's own agents share. Each proves that it holds the key and never sends it.
resource "reeve_platform_key" "shared" {
  name            = "shared"
  description     = "The agents of the compute pool."
  pool            = reeve_pool.compute.name
  expires_in_days = 90
}

# Shown once, kept in the state: `terraform output -raw platform_key`. To rotate it without a break, make a second
# resource, give its key to the agents, and remove the first.
output "platform_key" {
  value     = reeve_platform_key.shared.key
  sensitive = true
}
