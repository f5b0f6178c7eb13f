# A kind of work of one's own. Agents run it with a handler of that name; payloads must fit the schema.
resource "reeve_job_type" "resize" {
  name                = "resize"
  description         = "Makes a picture smaller."
  max_timeout_seconds = 600
  payload_schema = jsonencode({
    type                 = "object"
    additionalProperties = false
    required             = ["source"]
    properties = {
      source = { type = "string", format = "uri" }
      width  = { type = "integer", minimum = 1, maximum = 4096, default = 800 }
    }
  })
}
