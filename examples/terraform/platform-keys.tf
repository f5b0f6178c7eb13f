# What the platform's own agents share. Each proves that it holds the key and never sends it.
resource "reeve_platform_key" "shared" {
  name               = "shared"
  description        = "The agents of the compute pool."
  pool               = reeve_pool.compute.name
  expires_in_days    = 90
  rotate_before_days = 14
}

# Shown once, kept in the state: `terraform output -raw platform_key`. In its last two weeks an apply makes another, and
# the one before is taken for a day more.
output "platform_key" {
  value     = reeve_platform_key.shared.key
  sensitive = true
}
