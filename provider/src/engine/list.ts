// One list of the broker, read page by page, only as far as it pays and only while it is fresh.
import type { Ask, Reply } from './client.ts'
import type { Json } from './model.ts'

export type Item = Record<string, Json>

/** What is looked for: an item of one of these names, within what else its path says. */
export interface Wanted {
  /** The properties of which one holds the name. */
  names: string[]
  name: string
  within: Record<string, string>
}

export interface List {
  /** Undefined: not in what was read of it. That says nothing about whether it exists. */
  find(wanted: Wanted): Promise<Item | undefined>
}

interface Page {
  path: string
  etag: string | undefined
  items: Item[]
  next: string | undefined
}

/** Reads that are answered one by one before a list is thought of: few objects must not cost a list. */
const alone = 2
/** How many items of a list cost about as much as one read; so many may be listed for each that is asked for. */
const perRead = 100
/** What may be listed on trust; from there on, items that were found have to have earned it. */
const onTrust = 500
/** The contract's longest page. */
const longest = 1_000
/** How old an item may be when it is handed out, in ms; an older list is asked for again by its ETags. */
const fresh = 10_000

export function createList(ask: Ask, path: string, now = () => performance.now()): List {
  let pages: Page[] = []
  let index = new Map<string, Item[]>()
  let readAt = now()
  let [asked, found, listed] = [0, 0, 0]
  let refused = false
  let loading: Promise<void> | undefined

  const affordable = () => Math.min(perRead * asked, onTrust + perRead * found) - listed
  const isWhole = () => pages.length > 0 && pages.at(-1)!.next === undefined
  const take = (page: Page, names: string[]) => {
    pages.push(page)
    for (const item of page.items) for (const name of names) put(index, item, name)
  }
  const readOn = async (names: string[]) => {
    if (pages.length === 0) readAt = now()
    const next = pages.at(-1)?.next
    const query = `limit=${Math.min(longest, affordable())}${next ? `&cursor=${next}` : ''}`
    const page = await load(ask, `${path}?${query}`)
    listed += page.items.length
    take(page, names)
  }
  /** What is behind a page that has changed is forgotten: other items may be there now. */
  const renew = async (names: string[]) => {
    const [old, at] = [pages, now()]
    const kept: Page[] = []
    for (const page of old) {
      const again = await load(ask, page.path, page)
      kept.push(again)
      if (again !== page) break
    }
    ;[pages, index, readAt] = [[], new Map(), at]
    for (const page of kept) take(page, names)
  }
  const once = async (work: Promise<void>) => {
    // Whatever is wrong with a list, the single read will tell.
    loading = work.catch(() => void (refused = true)).finally(() => void (loading = undefined))
    await loading
  }
  return {
    async find({ names, name, within }) {
      asked += 1
      while (asked > alone && !refused) {
        if (loading) await loading
        else if (pages.length > 0 && now() - readAt > fresh) await once(renew(names))
        else {
          const item = index.get(name)?.find((it) => isWithin(it, within))
          if (item) found += 1
          if (item || isWhole() || affordable() < perRead) return item
          await once(readOn(names))
        }
      }
      return undefined
    },
  }
}

async function load(ask: Ask, path: string, before?: Page): Promise<Page> {
  const reply: Reply = await ask({
    method: 'GET',
    path,
    ...(before?.etag !== undefined && { etag: before.etag }),
  })
  if (before && reply.unchanged) return before
  const { items, next_cursor } = reply.body
  const next = typeof next_cursor === 'string' ? next_cursor : undefined
  return { path, etag: reply.etag, items: items as Item[], next }
}

function put(index: Map<string, Item[]>, item: Item, property: string): void {
  const name = item[property]
  if (typeof name !== 'string') return
  const others = index.get(name)
  if (others) others.push(item)
  else index.set(name, [item])
}

function isWithin(item: Item, within: Record<string, string>): boolean {
  return Object.entries(within).every(([name, value]) => item[name] === value)
}
