// Giving up: a signal ends a call, also between its attempts and in the middle of a stream.
import { createClient } from '@reeve/openapi/client'

const api = createClient({
  url: process.env['REEVE_URL'] ?? 'http://127.0.0.1:8080',
  token: process.env['REEVE_TOKEN'],
})
const tenant = process.env['REEVE_TENANT'] ?? 'acme'

const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
const { id } = await api.submitJob({
  path: { tenant },
  body: { type: 'script', payload: { script: 'return 1' }, not_before: tomorrow },
})
const path = { tenant, job: id }

try {
  const signal = AbortSignal.timeout(500)
  for await (const event of api.followJob({ path }, { signal })) console.log(event.event)
} catch (error) {
  console.log((error as Error).name)
}

// Nobody waits for it any more, so it need not run.
const { status } = await api.cancelJob({ path })
console.log(status)
