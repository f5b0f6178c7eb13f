// What the broker would say to a change, asked while it is planned: the change is tried there, and undone.
import { warningsIn } from '@reeve/openapi/warnings'
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue, Value } from '../wire/values.ts'
import type { Ask, Call } from './client.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { Resource, Verb } from './model.ts'
import { fill, placeOf } from './place.ts'
import { Refused } from './refusal.ts'
import { addressesOf, createTouched } from './touched.ts'
import { bodyFrom } from './translate.ts'
import { isNoVerdict, toWarning, verdictOf } from './verdict.ts'

export interface Planned {
  config: ObjectValue
  prior: ObjectValue | null
  planned: ObjectValue | null
  replaces: boolean
}

export interface Trials {
  /** What a person should hear of a planned change. A check that cannot be made says nothing. */
  of(resource: Resource, change: Planned): Promise<Diagnostic[]>
  /** From now on changes are made: what was to be said of them has been said. */
  end(): void
}

interface Trial {
  resource: Resource
  /** What is counted. */
  kind: string
  call: Call
  itself: string[]
  /** It takes the place of one that goes. */
  renewed: boolean
}

/** So many changes of each kind are tried in one command: a check must not cost what the apply costs. */
const most = 100

/** `ask` waits for no broker that is away. */
export function createTrials(ask: Ask): Trials {
  const touched = createTouched()
  const tried = new Map<string, number>()
  let over = false

  /** An object that is not there may yet come, by whatever else is applied. */
  const isMissing = (path: string) =>
    ask({ method: 'GET', path }).then(
      () => false,
      (error: unknown) => error instanceof Refused && error.status === 404,
    )
  const judge = async (error: unknown, { resource, call, itself, renewed }: Trial) => {
    if (!(error instanceof Refused)) over = true // nobody is there, or nobody who knows what was asked
    if (!(error instanceof Refused) || isNoVerdict(error)) return undefined
    const { code, because } = error.problem
    const isOpen = touched.covers(because, itself) || (code === 'name-taken' && renewed)
    if (isOpen || (error.status === 404 && call.method !== 'POST')) return []
    const missing = await Promise.all((because ?? []).map(isMissing))
    return verdictOf(error, resource, missing.includes(true))
  }
  const tryOut = async (trial: Trial) => {
    const { resource, kind, call, itself } = trial
    tried.set(kind, (tried.get(kind) ?? 0) + 1)
    try {
      const { warnings } = await ask({ ...call, path: `${call.path}?dry_run=true` })
      const open = warningsIn(warnings).filter(({ because }) => !touched.covers(because, itself))
      return open.map((warning) => toWarning(warning, resource))
    } catch (error) {
      const found = await judge(error, trial)
      if (!found) tried.set(kind, most) // who may not ask would be refused, and recorded, each time
      return found ?? []
    }
  }
  return {
    async of(resource, change) {
      if (over) return []
      const { prior, planned, replaces } = change
      const verb = verbOf(change)
      const kind = `${verb} ${resource.name}`
      const [old, made] = [prior, planned].map((it) => (it ? addressesOf(resource, it) : []))
      const renewed = touched.goes(made!)
      touched.note(old!, verb === 'update' && !replaces ? 'changes' : 'goes')
      if (verb === 'create') touched.note(made!, 'comes')
      const call = replaces || (tried.get(kind) ?? 0) >= most ? undefined : callOf(resource, change)
      if (!call || touched.awaits(call.path)) return []
      return tryOut({ resource, kind, call, renewed, itself: [...old!, ...made!] })
    },
    end: () => void (over = true),
  }
}

const verbOf = ({ prior, planned }: Planned): Verb =>
  prior && planned ? 'update' : planned ? 'create' : 'delete'

/** Undefined: it is not offered, or not all of it is known yet. */
function callOf(resource: Resource, change: Planned): Call | undefined {
  const { config, prior, planned } = change
  const verb = verbOf(change)
  const values = prior ?? planned!
  const found = placeOf(resource, values)
  if (!resource.tried?.includes(verb) || !found || hasUnknown(config)) return undefined
  const { place, given } = found
  if (verb === 'delete') return { method: 'DELETE', path: fill(place.item, given) }
  if (lacksUnkept(resource, planned!)) return undefined
  const { attributes, assigned } = resource
  const bodyFor = (travels: 'inCreate' | 'inUpdate') =>
    bodyFrom(attributes, planned!, travels, prior)
  if (verb === 'update')
    return { method: 'PUT', path: fill(place.item, given), body: bodyFor('inUpdate') }
  if (assigned) return { method: 'PUT', path: fill(place.item, given) }
  return { method: 'POST', path: fill(place.collection!, given), body: bodyFor('inCreate') }
}

/** What travels without being in a plan is not there to be tried, and the rest would be refused for the lack of it. */
const lacksUnkept = ({ attributes }: Resource, planned: ObjectValue): boolean =>
  attributes.some(({ name, writeOnly }) => writeOnly && (planned[name] ?? null) === null)

function hasUnknown(value: Value): boolean {
  if (isUnknown(value)) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnknown)
}
