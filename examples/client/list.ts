// Lists: one page, or all of them as one sequence.
import { createClient, itemsOf } from '@reeve/openapi/client'

const api = createClient({
  url: process.env['REEVE_URL'] ?? 'http://127.0.0.1:8080',
  token: process.env['REEVE_TOKEN'],
})

const page = await api.listPlans({ query: { limit: 2 } })
console.log(page.items.length, page.next_cursor === null ? 'are all' : 'and there are more')

// A page is fetched when the one before is used up; leaving the loop fetches no more.
for await (const plan of itemsOf(api.listPlans, { query: { limit: 2 } })) {
  console.log(plan.name, plan.max_concurrent_jobs)
}
