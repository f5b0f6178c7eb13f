// What the contract owes Terraform: each noun is offered or said not to be, and no secret enters a plan by mistake.
import { operationsOf, type Schema } from '@reeve/openapi'
import { notOffered, rows } from '@reeve/provider'
import { deriveModel, type Row } from '../provider/src/engine/derive.ts'
import type { Attribute, DataSource, Resource } from '../provider/src/engine/model.ts'
import { overlayOf, wordsOf } from '../provider/src/engine/overlay.ts'

type Document = Parameters<typeof operationsOf>[0]

export function terraformMistakes(
  document: Document,
  offered: Row[] = rows,
  others: Record<string, string> = notOffered,
): string[] {
  const grammar = grammarMistakes(document)
  if (grammar.length > 0) return grammar
  const names = offered.map(({ noun }) => noun)
  const nouns = nounsOf(document)
  const missing = nouns.filter((noun) => !names.includes(noun) && !(noun in others))
  const both = names.filter((noun) => noun in others)
  const strange = [...names, ...Object.keys(others)].filter((noun) => !nouns.includes(noun))
  return [
    ...missing.map(
      (noun) =>
        `${noun}: a noun is a row in provider/src/resources.ts, or not offered for a reason.`,
    ),
    ...both.map((noun) => `${noun}: it is offered and said not to be (provider/src/resources.ts).`),
    ...strange.map((noun) => `${noun}: provider/src/resources.ts names it, the contract does not.`),
    ...openSecrets(
      document,
      offered.filter(({ noun }) => nouns.includes(noun)),
    ),
  ]
}

/** What is read, listed or created: `…Created` and `…Page` are the noun's other shapes. */
function nounsOf(document: Document): string[] {
  const answers = operationsOf(document)
    .filter(({ operationId }) => /^(get|list|create|explain)[A-Z]/.test(operationId))
    .map(({ success }) => success.content?.['application/json']?.schema.$ref?.split('/').at(-1))
    .filter((name) => name !== undefined)
  const { schemas } = document.components
  return [...new Set(answers.map((name) => name.replace(/(?<=.)(Page|Created)$/, '')))].filter(
    (name) => name in schemas,
  )
}

function openSecrets(document: Document, offered: Row[]): string[] {
  const { resources, dataSources } = deriveModel(document, offered)
  const things = [...Object.values(resources), ...Object.values(dataSources)]
  return things.flatMap((thing) =>
    shapes
      .flatMap((shape) => secretsOf(document, document.components.schemas[`${thing.noun}${shape}`]))
      .filter((path) => isOpen(attributesOf(thing), path))
      .map(
        (path) => `${thing.name}.${path.join('.')}: x-secret is neither sensitive nor write-only.`,
      ),
  )
}

const shapes = ['', 'Create', 'Created', 'Update']

/** The names that lead to a secret, however deep; what is in a list or a map has no name of its own. */
function secretsOf(
  document: Document,
  schema: Schema | undefined,
  seen: Schema[] = [],
): string[][] {
  if (!schema || seen.includes(schema)) return []
  const named = schema.$ref && document.components.schemas[schema.$ref.split('/').at(-1)!]
  const within = [
    named,
    schema.items,
    schema['additionalProperties'],
    ...((schema['anyOf'] ?? schema['oneOf'] ?? []) as Schema[]),
  ].filter((it) => typeof it === 'object') as Schema[]
  const next = [...seen, schema]
  return [
    ...(schema['x-secret'] ? [[]] : []),
    ...within.flatMap((it) => secretsOf(document, it, next)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, it]) =>
      secretsOf(document, it, next).map((path) => [name, ...path]),
    ),
  ]
}

/** Hidden with all that is around it, or not there at all. */
function isOpen(attributes: Attribute[], [name, ...rest]: string[]): boolean {
  const found = attributes.find((it) => it.name === name)
  if (!found || found.sensitive || found.writeOnly) return false
  return rest.length === 0 || isOpen(found.nested?.attributes ?? [], rest)
}

/** Of a list of a noun, the noun's. */
function attributesOf(thing: Resource | DataSource): Attribute[] {
  const list = 'list' in thing && thing.attributes.find((it) => it.name === thing.list)
  return list ? (list.nested?.attributes ?? []) : thing.attributes
}

/** What is said in words that nobody knows. */
function grammarMistakes({ components: { schemas } }: Document): string[] {
  return Object.entries(schemas).flatMap(([name, schema]) => [
    ...complaint(name, () => overlayOf(schema)),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
      complaint(`${name}.${key}`, () => wordsOf(property)),
    ),
  ])
}

function complaint(where: string, look: () => unknown): string[] {
  try {
    look()
    return []
  } catch (error) {
    return [`${where}: ${(error as Error).message}.`]
  }
}
