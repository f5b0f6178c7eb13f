// Walks a list page by page as one sequence of items.
import type { CallOptions } from './types.ts'

interface Page {
  items: unknown[]
  next_cursor: string | null
}

type List = (input: never, options?: CallOptions) => Promise<Page>
type Item<Of extends List> = Awaited<ReturnType<Of>>['items'][number]

/**
 * All items of a list: `for await (const tenant of itemsOf(api.listTenants, { query: { plan: 'pro' } }))`.
 * A page is fetched when the one before is used up; `query.limit` is the size of a page.
 */
export async function* itemsOf<Of extends List>(
  list: Of,
  ...[input, options]: Parameters<Of>
): AsyncGenerator<Item<Of>, void, undefined> {
  const given = input as { query?: { cursor?: string } } | undefined
  let cursor = given?.query?.cursor
  for (;;) {
    const query = { ...given?.query, ...(cursor !== undefined && { cursor }) }
    const page = (await list({ ...given, query } as never, options)) as { items: Item<Of>[] } & Page
    yield* page.items
    // A list that grows (a job's lines) has a next cursor even at its end.
    if (page.next_cursor === null || page.items.length === 0) return
    cursor = page.next_cursor
  }
}
