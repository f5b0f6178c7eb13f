# Lets ten racks of one region into a pool of the platform, within two days. Expired or revoked it counts as gone: the
# next apply makes another. Used up it stays as it is.
resource "reeve_bootstrap_token" "new_hall" {
  description           = "Racks in the new hall."
  expires_in_hours      = 48
  max_uses              = 10
  pool                  = reeve_pool.compute.name
  required_region       = "eu-west-1"
  required_capabilities = ["gpu"]
  name_pattern          = "rack-*"
}

# Shown once, kept in the state: `terraform output -raw bootstrap_token`.
output "bootstrap_token" {
  value     = reeve_bootstrap_token.new_hall.token
  sensitive = true
}
