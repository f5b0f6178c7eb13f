// How much of what strangers do is told: some of each kind from each address, and never more than so many a minute.

/** Of one kind from one address, in a quarter of an hour. */
const each = { most: 10, window_ms: 900_000 }
/** Of all, in a minute, at one replica. */
const all = { most: 100, window_ms: 60_000 }
/** Kinds and addresses that are remembered; which was seen longest ago goes first. */
const most = 10_000

interface Window {
  at: number
  count: number
}

export function createTold(now: () => number = () => performance.now()) {
  const known = new Map<string, Window>()
  const untold = new Map<string, number>()
  let whole: Window = { at: now(), count: 0 }

  const current = (window: Window | undefined, length: number): Window =>
    window && now() - window.at < length ? window : { at: now(), count: 0 }

  return {
    may(type: string, address: string): boolean {
      const name = `${type} ${address}`
      const window = current(known.get(name), each.window_ms)
      known.delete(name)
      known.set(name, window)
      if (known.size > most) known.delete(known.keys().next().value!)
      whole = current(whole, all.window_ms)
      if (window.count >= each.most || whole.count >= all.most) return false
      window.count += 1
      whole.count += 1
      return true
    },
    leave: (type: string): void => void untold.set(type, (untold.get(type) ?? 0) + 1),
    /** How many of each kind were left out; told once. */
    leftOut(): Array<[string, number]> {
      const counts = [...untold]
      untold.clear()
      return counts
    },
  }
}
