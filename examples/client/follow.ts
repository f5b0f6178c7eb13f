// What happens to a job, as it happens: its states and the lines that its script logs.
import { createClient } from '@reeve/openapi/client'

const api = createClient({
  url: process.env['REEVE_URL'] ?? 'http://127.0.0.1:8080',
  token: process.env['REEVE_TOKEN'],
})
const tenant = process.env['REEVE_TENANT'] ?? 'acme'

const script = "for (const step of ['pack', 'ship']) console.log(step)"
const { id } = await api.submitJob({
  path: { tenant },
  body: { type: 'script', payload: { script } },
})

// A stream that breaks is opened again behind the last event: none is missed, none told twice.
for await (const event of api.followJob({ path: { tenant, job: id } })) {
  if (event.event === 'status') console.log('is', event.status)
  if (event.event === 'line') console.log('says', event.text)
  if (event.event === 'end') console.log('ended', event.status)
}
