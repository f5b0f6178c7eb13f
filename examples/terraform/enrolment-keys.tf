# A key that is part of an image: whoever holds it may ask to be let in. Revoked or expired it counts as gone: the next
# apply makes another.
resource "reeve_enrolment_key" "build_image" {
  tenant             = reeve_tenant.acme.slug
  name               = "build-image"
  description        = "Baked into the image of the build machines."
  expires_in_days    = 90
  rotate_before_days = 30
  overlap_seconds    = 604800 # images are built once a week
}

# Without a tenant it is the operators', here for agents of a pool.
resource "reeve_enrolment_key" "compute" {
  name = "compute"
  pool = reeve_pool.compute.name
}
