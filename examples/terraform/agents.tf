# An agent that is to come: the first that proves to be of this tenant and calls itself so is let in without a person's
# yes. Destroying it forgets the agent; as disabled it stays known and gets nothing.
resource "reeve_agent" "rack_8" {
  tenant         = reeve_tenant.acme.slug
  name           = "rack-8"
  administration = "enabled"
}
