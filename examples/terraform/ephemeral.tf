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

# Without a name a key tells it from others.
ephemeral "reeve_bootstrap_token" "hall" {
  key      = "hall-7"
  max_uses = 10
  applying = terraform.applying
}

ephemeral "reeve_launch_token" "reader" {
  tenant        = reeve_tenant.acme.slug
  app           = reeve_app.orders.name
  key           = "reader"
  agent_name    = "reader"
  allowed_scope = ["read:data:customers"]
  applying      = terraform.applying
}

ephemeral "reeve_enrolment_key" "image" {
  tenant          = reeve_tenant.acme.slug
  name            = "image-1"
  expires_in_days = 30
  applying        = terraform.applying
}

# For this run alone, in plans too: it ends with the command.
ephemeral "reeve_api_token" "run" {
  name            = "run"
  scopes          = ["pools:read"]
  revoke_on_close = true
}

provider "reeve" {
  alias = "narrow"
  token = ephemeral.reeve_api_token.run.token
}

data "reeve_pools" "seen" {
  provider = reeve.narrow
}
