# A script on a schedule. It finds the tenant's variables in `config`, its secrets in `secrets`.
resource "reeve_task" "report" {
  tenant          = reeve_tenant.acme.slug
  name            = "monthly-report"
  description     = "Counts last month's orders."
  schedule        = "30 6 1 * *"
  time_zone       = "Europe/Berlin"
  overlap         = "forbid"
  catch_up        = "last"
  timeout_seconds = 600
  input           = jsonencode({ months = 1, shop = "<main>" })
  script          = <<-EOT
    log.info('counting the orders of', input.months, 'months')
    return { months: input.months }
  EOT
}
