# Where the broker is and who asks: REEVE_URL (default http://127.0.0.1:8080) and REEVE_TOKEN, an operator's api token.
terraform {
  required_providers {
    reeve = { source = "reeve/reeve" }
  }
}

provider "reeve" {
  retry_timeout = 60 # seconds; a broker that restarts is waited for
}
