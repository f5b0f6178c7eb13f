// Terraform's view of the contract: which resources and data sources there are.
import { deriveActions } from './actions.ts'
import type { ActionRow } from './actions.ts'
import { attributesOf } from './attributes.ts'
import {
  argument,
  contractOf,
  endsOf,
  isNamed,
  listsOf,
  pathAttributes,
  placesOf,
  shapesOf,
  triedOf,
} from './contract.ts'
import type { Contract } from './contract.ts'
import { askedOf } from './ephemeral-attributes.ts'
import { objectType, parametersOf } from './model.ts'
import type { Attribute, DataSource, Ephemeral, Model, Place, Resource, Step } from './model.ts'
import { has, overlayOf } from './overlay.ts'
import type { Rotation } from './overlay.ts'
import type { Document, Shapes } from './property.ts'
import { deliverToAttribute } from './sink.ts'
import { withWriteOnly } from './write-only.ts'

export interface Row {
  /** The Terraform name without `reeve_`. */
  name: string
  /** The contract's schema; `…Create`, `…Update` and `…Page` stand beside it. */
  noun: string
  /** Why it can be read but not declared. */
  dataOnly?: string
  /** One can be minted for a command of Terraform, without a trace in the state. */
  ephemeral?: boolean
  /** Though it cannot be declared it can be listed, which needs a resource of its name. */
  listed?: boolean
  /** Names of its type before (with `reeve_`), and changes of its schema that states have to follow. */
  formerly?: string[]
  history?: Step[]
  /** Where its secret can be delivered, by the name of the place's kind. */
  sinks?: Record<string, Attribute[]>
}

export function deriveModel(document: Document, rows: Row[], actions: ActionRow[] = []): Model {
  const contract = contractOf(document)
  const resources = rows.flatMap((row) => {
    if (row.dataOnly) return row.listed ? [found(contract, row)] : []
    return [withSinks(resource(contract, row), row)]
  })
  const dataSources = rows.flatMap((row) => [...single(contract, row), ...list(contract, row)])
  const ephemerals = rows.filter((row) => row.ephemeral).map((row) => ephemeral(contract, row))
  return {
    resources: byName(resources),
    dataSources: byName(dataSources),
    ephemerals: byName(ephemerals),
    actions: deriveActions(document, actions),
  }
}

function resource(contract: Contract, { name, noun, formerly, history }: Row): Resource {
  const shapes = shapesOf(contract, noun)
  const places = placesOf(contract, noun)
  const { answer, update } = shapes
  const { gone, rotation } = overlayOf(answer)
  const tried = triedOf(contract, places)
  return {
    name: `reeve_${name}`,
    noun,
    description: answer.description ?? noun,
    attributes: attributesOf(
      contract.document,
      shapes,
      pathAttributes(contract, places),
      gone,
    ).flatMap(withWriteOnly),
    places,
    ...naturalKey(contract, noun, shapes),
    ...(places.every(({ collection }) => !collection) && { assigned: true }),
    ...(update && { updatable: true }),
    ...(gone && { gone }),
    ...(rotation && { rotation: rotatable(contract, places, rotation) }),
    ...(tried.length > 0 && { tried }),
    ...(formerly && { formerly }),
    ...(history && { history }),
  }
}

/** A resource as far as the protocol needs one to list it: all of it is the broker's. */
function found(contract: Contract, { name, noun }: Row): Resource {
  const { answer } = shapesOf(contract, noun)
  const places = placesOf(contract, noun)
  const owner = pathAttributes(contract, places)
  return {
    name: `reeve_${name}`,
    noun,
    description: `To be listed and looked at: it is not made by an apply. ${answer.description ?? noun}`,
    attributes: attributesOf(contract.document, { answer }, owner),
    places,
    found: true,
  }
}

function withSinks(own: Resource, { sinks }: Row): Resource {
  if (!sinks) return own
  const secret = own.attributes.find((it) => it.sensitive && it.computed && !it.inAnswer)
  if (!secret) throw new Error(`${own.name} has no secret that could be delivered`)
  const attributes = [...own.attributes, deliverToAttribute(secret.name, sinks)]
  return { ...own, attributes, delivers: secret.name }
}

function ephemeral(contract: Contract, row: Row): Ephemeral {
  const own = resource(contract, row)
  const asked = askedOf(own)
  const taken = own.attributes.find(({ name }) => asked.some((it) => it.name === name))
  if (taken) throw new Error(`${own.name} has a ${taken.name} of its own`)
  return {
    ...own,
    description: `Mints one that is in no plan and no state. ${own.description}`,
    attributes: [...own.attributes, ...asked],
    ends: endsOf(contract, own.places),
  }
}

/**
 * The data source of one object, by its id or its natural key; none if the contract only lists the noun. It has no
 * secrets: they are not shown again.
 */
function single(contract: Contract, { name, noun }: Row): DataSource[] {
  const shapes = shapesOf(contract, noun)
  const places = placesOf(contract, noun)
  if (places.length === 0) return []
  const { key } = naturalKey(contract, noun, shapes)
  const byId = places.some(({ item }) => parametersOf(item).includes('id'))
  const shown = attributesOf(contract.document, { answer: shapes.answer }, [])
  const own = shown.map((it) =>
    byId && (it.name === 'id' || it.name === key) ? { ...it, optional: true } : it,
  )
  return [
    {
      name: `reeve_${name}`,
      noun,
      description: `Reads one. ${shapes.answer.description ?? noun}`,
      attributes: merge(own, pathAttributes(contract, places)),
      places,
      ...(key && { key }),
    },
  ]
}

/** The data source of many, with the contract's filters; none if the contract does not list the noun. */
function list(contract: Contract, { name, noun }: Row): DataSource[] {
  const { places, filters } = listsOf(contract, noun)
  if (places.length === 0) return []
  const { answer } = shapesOf(contract, noun)
  // A value of any form has no type that all elements of a list could share.
  const members = attributesOf(contract.document, { answer }, []).filter(({ json }) => !json)
  const plural = `${name}s`.replace(/(?<![aeiou])ys$/, 'ies')
  const items: Attribute = {
    name: plural,
    description: 'All that were found, in the order in which the broker lists them.',
    type: ['list', objectType(members)],
    nested: { mode: 'list', attributes: members },
    computed: true,
  }
  const asked = filters.map((filter) => ({ ...argument(contract, filter), optional: true }))
  return [
    {
      name: `reeve_${plural}`,
      noun,
      description: `Reads many. ${answer.description ?? noun}`,
      attributes: [...merge(asked, pathAttributes(contract, places)), items],
      places,
      list: plural,
      filters: [...new Set(filters.map((filter) => filter.name))],
    },
  ]
}

/** What people call it by: what the contract says is its identity, or one of two names that every create demands. */
function naturalKey(
  contract: Contract,
  noun: string,
  { create, answer }: Shapes,
): { key?: string } {
  if (!isNamed(contract, noun)) return {}
  const properties = Object.entries(answer.properties ?? {})
  const [marked] = properties.find(([, property]) => has(property, 'identity')) ?? []
  const key = marked ?? ['slug', 'name'].find((name) => create?.required?.includes(name))
  return key ? { key } : {}
}

/** What is said to rotate does so where it is, or the contract is wrong. */
function rotatable({ operations }: Contract, places: Place[], rotation: Rotation): Rotation {
  const asked = operations.filter(({ method }) => method === 'post').map(({ path }) => path)
  const shape = (path: string) => path.replaceAll(/\{\w+\}/g, '{}')
  const missing = places.find(
    ({ item }) => !asked.some((it) => shape(it) === shape(`${item}/rotate`)),
  )
  if (missing) throw new Error(`The contract has no POST ${missing.item}/rotate`)
  return rotation
}

function merge(attributes: Attribute[], over: Attribute[]): Attribute[] {
  return [...new Map([...attributes, ...over].map((it) => [it.name, it])).values()]
}

function byName<T extends { name: string }>(things: T[]): Record<string, T> {
  return Object.fromEntries(things.map((thing) => [thing.name, thing]))
}
