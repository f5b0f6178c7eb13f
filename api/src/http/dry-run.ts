// A change that is only tried, and what an answer warns of.
import { document, type Operation, type Schema } from '@reeve/openapi'
import type { Call, Warning } from './context.ts'

/** Whether the contract offers it and the request asks for it. */
export const isDry = ({ request }: Pick<Call, 'request'>): boolean =>
  (request.query as { dry_run?: boolean } | undefined)?.dry_run === true

/** No secret that was never given out looks as if it were one. */
export function withoutSecrets({ success }: Operation, result: unknown): unknown {
  const { $ref } = success.content?.['application/json']?.schema ?? {}
  const schema = $ref === undefined ? undefined : document.components.schemas[nameIn($ref)]
  if (!schema?.properties || typeof result !== 'object' || result === null) return result
  const secrets = Object.entries(schema.properties).filter(isSecret)
  return { ...result, ...Object.fromEntries(secrets.map(([name]) => [name, ''])) }
}

const nameIn = ($ref: string): string => $ref.split('/').at(-1)!
const isSecret = ([, property]: [string, Schema]): boolean => property['x-secret'] === true

export const warningsHeader = 'reeve-warnings'

/** JSON in ASCII, since a header holds nothing else. */
export const inHeader = (warnings: Warning[]): string =>
  JSON.stringify(warnings).replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
