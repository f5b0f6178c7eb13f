// What the engine knows of a resource: derived from the contract by derive.ts, embedded in the bundle as JSON.
import type { ObjectType, Type } from '../wire/values.ts'
import type { Rotation } from './overlay.ts'

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** What the contract checks and a person should hear of before anything is applied. */
export interface Rules {
  integer?: boolean
  /** Text that is JSON. */
  json?: boolean
  pattern?: string
  format?: string
  enum?: Json[]
  reserved?: Json[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  /** The rules of each element. */
  items?: Rules
}

export interface Attribute {
  name: string
  description: string
  type: Type
  /** The members of an object, or of the objects in a list, set or map. */
  nested?: { mode: 'single' | 'list' | 'set' | 'map'; attributes: Attribute[] }
  required?: boolean
  optional?: boolean
  computed?: boolean
  sensitive?: boolean
  /** Any JSON on the wire; in Terraform its text (`jsonencode`). */
  json?: boolean
  default?: Json
  rules?: Rules
  /** Where it travels: in the path, in the body of the create or the update, in the answer to a read. */
  parameter?: boolean
  inCreate?: boolean
  inUpdate?: boolean
  inAnswer?: boolean
  /** On the wire null is a value of it. */
  nullable?: boolean
  /** Computed once: no update changes it, so a plan may promise its value. */
  steady?: boolean
  /** A rotation changes it, and nothing else does. */
  rotates?: boolean
  /** A change of it makes another object, though an update could send it. */
  replace?: boolean
  /** It can also be given without being kept in the state. */
  writeOnly?: boolean
  /** It is sent in place of another attribute, which is needed or not, and kept in no plan and no state. */
  instead?: { of: string; needed: boolean }
}

/** One address of a noun; `{id}` stands for the thing itself, other parameters are attributes. */
export interface Place {
  collection?: string
  item: string
  /** Where the same objects are listed, of this place alone or of several: the widest first. */
  lists?: string[]
}

/** What resources and data sources have in common. */
export interface Thing {
  name: string
  noun: string
  description: string
  attributes: Attribute[]
  /** The property that names it to people, accepted wherever the id is. */
  key?: string
  /** The place with most parameters first. */
  places: Place[]
}

/** One change of a schema that states of before have to follow: old name → new name. */
export interface Step {
  renamed: Record<string, string>
}

export type Verb = 'create' | 'update' | 'delete'

export interface Resource extends Thing {
  /** What the broker lets one try without doing it. */
  tried?: Verb[]
  /** What its type was called before; `moved` blocks lead from there. */
  formerly?: string[]
  /** Every change since its first schema; their number is the schema's version. */
  history?: Step[]
  /** Its creation is a PUT of the item: there is no collection to post to. */
  assigned?: boolean
  updatable?: boolean
  /** The secret that its creation shows once, where that can be delivered elsewhere than into the state. */
  delivers?: string
  /** An answer with one of these values counts as "no longer there". */
  gone?: Record<string, Json[]>
  /** It is offered so that it can be listed: it comes to be elsewhere, and `apply` neither makes nor ends it. */
  found?: boolean
  rotation?: Rotation
}

export interface DataSource extends Thing {
  /** The attribute that holds the items, if this data source is a list; its places are the lists. */
  list?: string
  /** Attributes that travel in the query. */
  filters?: string[]
}

/** Opened for one command of Terraform, kept nowhere: what is minted shows its secret to whoever opened it. */
export interface Ephemeral extends Resource {
  /** How one is ended, by the item of its place. */
  ends: Record<string, { method: 'POST' | 'DELETE'; path: string; body: boolean }>
}

/** What is watched after an action, until it has come to an end. */
export interface Follow {
  /** Its parameters are the action's, and `id` of what the action answered with. */
  path: string
  /** Property → values with which it is over. */
  until: Record<string, Json[]>
  /** … and with which it went well; all, if nothing is said. */
  wants?: Record<string, Json[]>
  /** The properties of which a change is told. */
  shows: string[]
}

export interface Action extends Thing {
  summary: string
  method: 'POST' | 'PUT'
  /** Whether it takes a body, be it an empty one. */
  body?: boolean
  /** Properties of the answer that are shown once. */
  secrets: string[]
  says?: Record<string, Json>
  follow?: Follow
}

export interface Model {
  resources: Record<string, Resource>
  dataSources: Record<string, DataSource>
  ephemerals: Record<string, Ephemeral>
  actions: Record<string, Action>
}

export function objectType(attributes: Attribute[]): ObjectType {
  return ['object', Object.fromEntries(attributes.map(({ name, type }) => [name, type]))]
}

/** Every parameter of a path template, in order. */
export function parametersOf(template: string): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
}

/** A change of it cannot be made in place. */
export function needsReplacement(attribute: Attribute): boolean {
  if (attribute.replace) return true
  return Boolean(attribute.parameter ?? attribute.inCreate) && !attribute.inUpdate
}
