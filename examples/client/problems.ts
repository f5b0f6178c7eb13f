// Failures: what the broker refuses is a problem with a code, and a broker that cannot be reached is another error.
import { createClient, ProblemError, UnreachableError } from '@reeve/openapi/client'

const url = process.env['REEVE_URL'] ?? 'http://127.0.0.1:8080'
const api = createClient({ url, token: process.env['REEVE_TOKEN'] })

async function told(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'done'
  } catch (error) {
    if (error instanceof UnreachableError) return 'nobody answers'
    if (!(error instanceof ProblemError)) throw error
    if (error.code === 'not-found') return 'there is none'
    // Each mistake says where it is: a JSON Pointer into the body, the path or the query.
    if (error.code === 'invalid-request') return error.errors.map((it) => it.pointer).join(' ')
    return `${error.code}: ${error.detail}`
  }
}

console.log(await told(api.getTenant({ path: { tenant: 'nobody' } })))
console.log(await told(api.createTenant({ body: { slug: 'Not A Slug' } })))

const nowhere = createClient({ url: 'http://127.0.0.1:1', retryFor: 0 })
console.log(await told(nowhere.getVersion()))
