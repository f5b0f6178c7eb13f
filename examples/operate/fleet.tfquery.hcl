# terraform query
list "reeve_agent_token" "shop" {
  provider         = reeve
  include_resource = true
  config {
    tenant = "shop"
  }
}

list "reeve_agent" "pending" {
  provider = reeve
  config {
    tenant    = "shop"
    admission = "pending"
  }
}

list "reeve_job" "dead" {
  provider = reeve
  limit    = 20
  config {
    dead = true
  }
}
