# Minted by the apply and handed to a program: the token is in no plan and no state. It needs Terraform 1.10 or later.
ephemeral "reeve_agent_token" "rack" {
  tenant          = reeve_tenant.acme.slug
  name            = "rack-1" # another name is another token
  expires_in_days = 30
  applying        = terraform.applying
}

resource "terraform_data" "rack" {
  triggers_replace = "rack-1"

  provisioner "local-exec" {
    command     = "test -n \"$AGENT_TOKEN\""
    environment = { AGENT_TOKEN = ephemeral.reeve_agent_token.rack.token }
  }
}
