// A job: submitted, waited for, and its result.
import { createClient } from '@reeve/openapi/client'

const api = createClient({
  url: process.env['REEVE_URL'] ?? 'http://127.0.0.1:8080',
  token: process.env['REEVE_TOKEN'],
})
const tenant = process.env['REEVE_TENANT'] ?? 'acme'

// Sent again until it is answered, under one Idempotency-Key: there is one job, whatever the network does.
const { id } = await api.submitJob({
  path: { tenant },
  body: { type: 'script', payload: { script: 'return input * 2', input: 21 } },
})

// The events of a job end with the job.
const path = { tenant, job: id }
for await (const event of api.followJob({ path })) if (event.event === 'end') break

const job = await api.getJob({ path })
console.log(job.status, job.result)
