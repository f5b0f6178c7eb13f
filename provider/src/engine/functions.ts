// Provider functions: pure, without a broker or a configuration.
import type { Draft, RpcHandlers } from '../wire/messages.ts'
import { decodeValue, encodeValue } from '../wire/values.ts'
import type { Type, Value } from '../wire/values.ts'
import type { Json } from './model.ts'
import type { Session } from './session.ts'

export interface ProviderFunction {
  summary: string
  description: string
  parameters: { name: string; description: string; type: Type }[]
  returns: Type
  call(...given: never[]): Value | Promise<Value>
}
export type ProviderFunctions = Record<string, ProviderFunction>

/** What is wrong with one argument, by its place. */
export class ArgumentError extends Error {
  readonly argument: number
  constructor(argument: number, message: string) {
    super(message)
    this.argument = argument
  }
}

type Calls = Pick<RpcHandlers, 'GetFunctions' | 'CallFunction'>

export function functionCalls({ functions, log }: Session): Calls {
  return {
    GetFunctions: () => ({ functions: toFunctions(functions) }),
    CallFunction: async ({ name, arguments: given }) => {
      const found = Object.hasOwn(functions, name) ? functions[name] : undefined
      if (!found)
        return { error: { text: `This version of the provider has no function ${name}.` } }
      const { parameters, returns, call } = found
      try {
        const values = parameters.map(({ type }, index) =>
          decodeValue(given[index]?.msgpack ?? new Uint8Array(), type),
        )
        const result = await (call as (...values: Value[]) => Value | Promise<Value>)(...values)
        return { result: { msgpack: encodeValue(result, returns) } }
      } catch (error) {
        if (error instanceof ArgumentError)
          return { error: { text: error.message, function_argument: error.argument } }
        log('error', 'a function failed', { name, error: String(error) })
        return { error: { text: `The Reeve provider failed: ${String(error)}. Please report it.` } }
      }
    },
  }
}

const typeJson = (type: Type): Buffer => Buffer.from(JSON.stringify(type))

export function toFunctions(functions: ProviderFunctions): Record<string, Draft<'Function'>> {
  const entries = Object.entries(functions).map(
    ([name, { summary, description, parameters, returns }]): [string, Draft<'Function'>] => [
      name,
      {
        summary,
        description,
        parameters: parameters.map((it) => ({ ...it, type: typeJson(it.type) })),
        return: { type: typeJson(returns) },
      },
    ],
  )
  return Object.fromEntries(entries)
}

/** As `terraform providers schema -json` says them. */
export function functionsAsJson(functions: ProviderFunctions): Json {
  const entries = Object.entries(functions).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    entries.map(([name, { summary, description, parameters, returns }]) => [
      name,
      {
        description,
        summary,
        return_type: returns as unknown as Json,
        parameters: parameters as unknown as Json,
      },
    ]),
  )
}
