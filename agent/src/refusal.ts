// The sentence for an agent that the broker will not have, and what to do about it.
import type { Config } from './config.ts'
import { variableOf } from './credentials.ts'
import type { Definite } from './door.ts'
import { RefusedError } from './errors.ts'

export type No = Extract<Definite, { kind: 'no' }>

export function refusal({ url, method }: Pick<Config, 'url' | 'method'>, no: No): RefusedError {
  const said = [no.code, no.detail].filter(Boolean).join(': ') || 'no reason given'
  const variable = variableOf[method]
  const advice =
    no.code === 'token-spent'
      ? `${variable} is wrong, expired or revoked: set a valid one.`
      : no.status === 404 || no.code === ''
        ? 'Check that BACKEND_URL is the address of a Reeve broker.'
        : `Check ${variable} and TENANT_SLUG.`
  return new RefusedError(
    `The broker at ${url} refused this agent (HTTP ${no.status}, ${said}). ${advice}`,
  )
}
