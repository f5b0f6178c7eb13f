// What a command takes: its arguments, its flags, and what `--tenant` means to it.
import type { Operation, Parameter } from '@reeve/openapi'
import type { CommandSpec } from './commands.ts'
import { bodyFlags, flag, type Flag } from './flags.ts'
import { itemOf } from './schemas.ts'

export interface Shape {
  /** Path parameters other than the tenant, in order. */
  args: Parameter[]
  flags: Flag[]
  list: boolean
  tenant: Tenancy
}

/**
 * - `none`: no tenant is meant, or it is the command's own argument.
 * - `owner`: the tenant whose thing it is; a default may stand for it.
 * - `named`: a tenant the command acts upon; it must be said.
 * - `narrow`: all tenants' things or one's; a default narrows, `--all-tenants` widens.
 * - `other`: an operator's thing or a tenant's. Only what is typed makes it a tenant's: a default must not turn
 *   the token one asks for into another kind of token.
 */
type Tenancy = 'none' | 'owner' | 'named' | 'narrow' | 'other'

export const isOwned = ({ path }: Operation) => path.startsWith('/api/v1/tenants/{tenant}/')

export const takes = ({ parameters }: Operation, where: Parameter['in'], name: string) =>
  parameters.some((parameter) => parameter.in === where && parameter.name === name)

export function shapeOf({ noun, operations }: CommandSpec): Shape {
  const [first] = operations as [Operation]
  const list = itemOf(first) !== undefined
  const own = operations.find(({ body }) => body)?.body
  const query = operations.flatMap(({ parameters }) =>
    parameters.filter((parameter) => parameter.in === 'query'),
  )
  const filters = query.filter(
    ({ name }) => name !== 'tenant' && !(list && /^(limit|cursor)$/.test(name)),
  )
  const unique = new Map(filters.map((filter) => [filter.name, filter]))
  return {
    args: first.parameters.filter(
      ({ in: where, name }) => where === 'path' && (name !== 'tenant' || noun === 'tenant'),
    ),
    flags: [
      ...(own ? bodyFlags(own) : []),
      ...[...unique.values()].map(({ name, description, schema, required = false }) =>
        flag(
          name,
          'query',
          { ...schema, ...(description !== undefined && { description }) },
          required,
        ),
      ),
    ],
    list,
    tenant: tenancyOf(noun, operations),
  }
}

function tenancyOf(noun: string, operations: Operation[]): Tenancy {
  const named = operations.filter((operation) => takes(operation, 'path', 'tenant'))
  if (noun === 'tenant' || named.length === 0) return 'none'
  const wide = operations.find((operation) => !named.includes(operation))
  if (wide) return takes(wide, 'query', 'tenant') ? 'narrow' : 'other'
  return named.every(isOwned) ? 'owner' : 'named'
}
