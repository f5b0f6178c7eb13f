// Actions from the contract: each is an operation on one thing that is an act, not a state to be kept.
import type { Operation } from '@reeve/openapi'
import { attributesOf } from './attributes.ts'
import { answerOf, contractOf, pathAttributes } from './contract.ts'
import type { Contract } from './contract.ts'
import { parametersOf } from './model.ts'
import type { Action, Attribute, Follow, Json } from './model.ts'
import { describe, resolve } from './property.ts'
import type { Document } from './property.ts'

export interface ActionRow {
  /** The Terraform name without `reeve_`. */
  name: string
  /** The operation, or those of a noun that lives in several places. */
  operations: string[]
  /** What its body always says. */
  says?: Record<string, Json>
  follow?: Follow
}

export function deriveActions(document: Document, rows: ActionRow[]): Record<string, Action> {
  const contract = contractOf(document)
  return Object.fromEntries(rows.map((row) => [`reeve_${row.name}`, action(contract, row)]))
}

function action(contract: Contract, { name, operations: ids, says, follow }: ActionRow): Action {
  const operations = ids.map((id) => operationOf(contract, id))
  const [first] = operations as [Operation]
  const places = operations
    .map(({ path }) => ({ item: path }))
    .toSorted((a, b) => parametersOf(b.item).length - parametersOf(a.item).length)
  const create = first.body ? resolve(contract.document, first.body) : {}
  const answer = contract.document.components.schemas[answerOf(first) ?? ''] ?? {}
  const secrets = Object.entries(answer.properties ?? {}).filter(([, it]) => it['x-secret'])
  const asked = attributesOf(
    contract.document,
    { answer: {}, create },
    pathAttributes(contract, places),
  )
  return {
    name: `reeve_${name}`,
    noun: name,
    summary: first.summary,
    description: `${first.summary}. ${describe({ description: first.description ?? '' }, name)}`,
    method: first.method === 'put' ? 'PUT' : 'POST',
    attributes: [
      ...asked.filter((it) => !(it.name in (says ?? {}))).map(withoutComputed),
      ...secrets.map(([secret]) => fileOf(secret)),
      ...(follow ? [wait] : []),
    ],
    places,
    ...(first.body && { body: true }),
    secrets: secrets.map(([secret]) => secret),
    ...(says && { says }),
    ...(follow && { follow }),
  }
}

function operationOf({ operations }: Contract, id: string): Operation {
  const found = operations.find(({ operationId }) => operationId === id)
  if (!found) throw new Error(`The contract has no operation ${id}`)
  return found
}

/** An action has no result: what is left out is the broker's default. */
function withoutComputed({ computed: _, ...attribute }: Attribute): Attribute {
  return attribute
}

/** Nothing that an action makes can enter a configuration, so a secret needs a place of its own. */
const fileOf = (secret: string): Attribute => ({
  name: `${secret}_file`,
  description: `The file into which the new ${secret} is written, readable by you alone. It is replaced.`,
  type: 'string',
  required: true,
  rules: { minLength: 1 },
})

const wait: Attribute = {
  name: 'wait',
  description: 'Waits until it is done, and says how far it is. True by default.',
  type: 'bool',
  optional: true,
}
