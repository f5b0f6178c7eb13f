// Reads of single objects, answered from lists where that is fewer calls: a plan reads all that it manages.
import type { Ask, Client } from './client.ts'
import { createList } from './list.ts'
import type { List } from './list.ts'

/** Where an object is listed, and how it is known there. The widest list comes first. */
export interface Listed {
  lists: { path: string; within: Record<string, string> }[]
  /** The properties of which one holds the name, and the name. */
  names: string[]
  name: string
}

/**
 * What a list says is good for one command's reading and until its first change: what comes after that is read anew.
 * And it only ever says what is there. Whether something is gone, its own address tells.
 */
export function coalescing(ask: Ask, log: (found: { path: string }) => void): Client {
  const lists = new Map<string, Shared>()
  let changed = false
  return async (call) => {
    if (call.method !== 'GET') changed = true
    const { listed } = call
    if (listed && !changed) {
      for (const { list, within } of candidates(ask, lists, listed)) {
        const item = await list.find({ ...listed, within })
        if (item && !changed) {
          log(call)
          return item
        }
      }
    }
    return (await ask(call)).body
  }
}

interface Shared {
  list: List
  /** How many reads it could have answered. */
  wanted: number
}

/** A wide list is worth more than a narrow one as soon as objects of several places are asked for. */
function candidates(ask: Ask, known: Map<string, Shared>, { lists }: Listed) {
  const all = lists.map(({ path, within }) => {
    const shared = known.get(path) ?? { list: createList(ask, path), wanted: 0 }
    known.set(path, shared)
    shared.wanted += 1
    return { ...shared, within }
  })
  return all.filter(({ wanted }, at) => at === all.length - 1 || wanted > all[at + 1]!.wanted)
}
