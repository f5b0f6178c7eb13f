# A plan limits how much of a tenant's work runs and waits at once, and weighs it against others'.
resource "reeve_plan" "team" {
  name                = "team"
  description         = "For teams of about ten."
  max_concurrent_jobs = 8
  max_queued_jobs     = 200
  job_retention_days  = 90
  weight              = 3
}
