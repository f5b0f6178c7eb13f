// Callers of the same moment share one call: what arrives while a call is under way goes along with the next.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Problem, problem } from '../problem.ts'

export interface Grouping<Item, Result> {
  /** One call for items of one key. Results in the items' order; an Error in a result's place is that item's alone. */
  run: (key: string, items: Item[]) => Promise<Array<Result | Error>>
  /** What an item weighs, such as its size; 1 unless told. */
  weight?: (item: Item) => number
  /** Most weight of one call. A heavier item goes by itself. */
  most: number
  /** Most weight that waits, of all keys together. What would exceed it is refused. */
  waiting: number
  /** Calls at the same time, for each key. */
  lanes: number
  /**
   * A call for fewer items than this waits a moment for those who have just been answered: they often ask again, and a
   * call has a price of its own. 0 unless told.
   */
  worthwhile?: number
  /** How long an item may wait for its call to begin, in ms. */
  patience: number
  now?: () => number
}

/** Settles with the item's own result or error; `signal` takes it back while it waits. */
export type Grouped<Item, Result> = (
  key: string,
  item: Item,
  signal?: AbortSignal,
) => Promise<Result>

interface Waiter<Item, Result> {
  item: Item
  weight: number
  until: number
  resolve: (result: Result) => void
  reject: (error: Error) => void
}

interface Queue<Item, Result> {
  waiters: Array<Waiter<Item, Result>>
  calls: number
  /** Its next call is about to begin. */
  due: boolean
}

export function grouped<Item, Result>(grouping: Grouping<Item, Result>): Grouped<Item, Result> {
  const { run, weight = () => 1, most, waiting, lanes, patience, worthwhile = 0 } = grouping
  const now = grouping.now ?? (() => performance.now())
  const queues = new Map<string, Queue<Item, Result>>()
  let load = 0

  function join(key: string, waiter: Waiter<Item, Result>): Queue<Item, Result> {
    const queue = queues.get(key) ?? { waiters: [], calls: 0, due: false }
    queues.set(key, queue)
    queue.waiters.push(waiter)
    load += waiter.weight
    if (queue.due || queue.calls >= lanes) return queue
    queue.due = true
    // Not at once: whoever is read from another connection in this turn of the event loop comes along.
    setImmediate(() => {
      queue.due = false
      begin(key, queue)
    })
    return queue
  }

  function begin(key: string, queue: Queue<Item, Result>): void {
    while (queue.calls < lanes && queue.waiters.length > 0) {
      const group = take(queue, most)
      for (const one of group) load -= one.weight
      queue.calls += 1
      const next = (): boolean => {
        queue.calls -= 1
        begin(key, queue)
        return queue.calls > 0
      }
      void call(run, key, group, now).then((settle) => proceed(queue, worthwhile, settle, next))
    }
    if (queue.calls === 0 && !queue.due) queues.delete(key)
  }

  return async (key, item, signal) => {
    signal?.throwIfAborted()
    const heavy = weight(item)
    if (load > 0 && load + heavy > waiting)
      throw problem('unavailable', 'Too many requests wait here at once.', { retryAfter: 1 })
    let leave = (): void => undefined
    const settled = new Promise<Result>((resolve, reject) => {
      const waiter = { item, weight: heavy, until: now() + patience, resolve, reject }
      const queue = join(key, waiter)
      leave = () => {
        if (takeBack(queue, waiter, signal!)) load -= heavy
      }
    })
    signal?.addEventListener('abort', leave, { once: true })
    return settled.finally(() => signal?.removeEventListener('abort', leave))
  }
}

/** Answers a call that is over, and begins the next. */
async function proceed(
  { waiters }: { waiters: readonly unknown[] },
  worthwhile: number,
  settle: () => void,
  next: () => boolean,
): Promise<void> {
  const few = () => waiters.length < worthwhile
  if (few()) {
    settle()
    for (let turn = 0; turn < moment && few(); turn += 1) await nextTurn()
    next()
  } else {
    // What goes out now is worked on elsewhere while these are answered.
    if (next()) await nextTurn()
    settle()
  }
}

/** In turns of the event loop: none of them takes long when there is nothing to do. */
const moment = 3

/** Those who came first, as many as one call may carry. */
function take<Item, Result>(
  { waiters }: Queue<Item, Result>,
  most: number,
): Array<Waiter<Item, Result>> {
  let [count, heavy] = [0, 0]
  while (count < waiters.length && (count === 0 || heavy + waiters[count]!.weight <= most))
    heavy += waiters[count++]!.weight
  return waiters.splice(0, count)
}

/** False when its call is under way: what becomes of it, it is told. */
function takeBack<Item, Result>(
  { waiters }: Queue<Item, Result>,
  waiter: Waiter<Item, Result>,
  signal: AbortSignal,
): boolean {
  const place = waiters.indexOf(waiter)
  if (place === -1) return false
  waiters.splice(place, 1)
  waiter.reject(signal.reason as Error)
  return true
}

/**
 * Says how to settle every waiter. A call that fails is made again for each by itself, so that only who is to blame
 * fails.
 */
async function call<Item, Result>(
  run: Grouping<Item, Result>['run'],
  key: string,
  waiters: Array<Waiter<Item, Result>>,
  now: () => number,
): Promise<() => void> {
  const group = waiters.filter((one) => !refusedAsLate(one, now()))
  if (group.length === 0) return () => undefined
  try {
    const items = group.map(({ item }) => item)
    const results = await run(key, items)
    return () => group.forEach((waiter, index) => settle(waiter, results, index))
  } catch (error) {
    if (group.length === 1 || isEverybodys(error))
      return () => group.forEach(({ reject }) => reject(error as Error))
    const settles: Array<() => void> = []
    for (const one of group) settles.push(await call(run, key, [one], now))
    return () => settles.forEach((settleOne) => settleOne())
  }
}

function refusedAsLate<Item, Result>(
  { until, reject }: Waiter<Item, Result>,
  now: number,
): boolean {
  if (now <= until) return false
  reject(problem('unavailable', 'The request’s turn did not come in time.', { retryAfter: 1 }))
  return true
}

function settle<Item, Result>(
  { resolve, reject }: Waiter<Item, Result>,
  results: Array<Result | Error>,
  index: number,
): void {
  const result = results[index]
  if (result instanceof Error) reject(result)
  else if (index < results.length) resolve(result as Result)
  else reject(new Error('a grouped call left out a result'))
}

/** The database is away: what was done is not known, and no single item is to blame. */
export const isEverybodys = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'unavailable'
