terraform {
  required_version = ">= 1.3"

  required_providers {
    reeve = { source = "reeve/reeve" }
  }
}
