// What a plan changes, by address. What depends on it is not decided before the apply.
import type { ObjectValue } from '../wire/values.ts'
import { parametersOf } from './model.ts'
import type { Resource } from './model.ts'
import { fill, placeOf } from './place.ts'

export interface Touched {
  note(addresses: string[], fate: 'comes' | 'changes' | 'goes'): void
  /** Whether the plan takes away what has one of these addresses. */
  goes(addresses: string[]): boolean
  /** Whether what it is in is yet to come. */
  awaits(path: string): boolean
  /**
   * Whether each of these is changed by the plan, is a list of what is, or goes with what it is in – other than what
   * itself is asked about.
   */
  covers(addresses: string[] | undefined, itself: string[]): boolean
}

export function createTouched(): Touched {
  const all = new Set<string>()
  const [coming, going] = [new Set<string>(), new Set<string>()]
  const isIn = (path: string, owners: Set<string>, but: string[] = []) =>
    [...owners].some((owner) => path.startsWith(`${owner}/`) && !but.includes(owner))
  const isCovered = (address: string, itself: string[]) =>
    all.has(address) ||
    isIn(address, going, itself) ||
    [...all].some((one) => one.startsWith(`${address}/`))
  return {
    note(addresses, fate) {
      for (const address of addresses) {
        all.add(address)
        if (fate === 'comes') coming.add(address)
        if (fate === 'goes') going.add(address)
      }
    },
    goes: (addresses) => addresses.some((address) => going.has(address)),
    awaits: (path) => isIn(path, coming),
    covers: (addresses = [], itself) =>
      addresses.length > 0 && addresses.every((address) => isCovered(address, itself)),
  }
}

/** By its id and by its natural key, as far as they are known. */
export function addressesOf(resource: Resource, values: ObjectValue): string[] {
  const found = placeOf(resource, values)
  if (!found) return []
  const { place, given } = found
  if (parametersOf(place.item).at(-1) !== 'id') return [fill(place.item, given)]
  const names = [values['id'], values[resource.key ?? 'id']]
  return names
    .filter((name) => typeof name === 'string')
    .map((id) => fill(place.item, { ...given, id }))
}
