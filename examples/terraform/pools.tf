# A named group of agents that belongs to the platform.
resource "reeve_pool" "compute" {
  name        = "compute"
  description = "Big machines."
  labels      = ["compute", "gpu"]
}
