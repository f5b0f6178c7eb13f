// A client of our own that speaks Terraform's protocol to the provider, and a broker in memory behind it.
import { expect } from 'vitest'
import { dynamic } from '../../provider/src/engine/session.ts'
import type { ObjectValue } from '../../provider/src/wire/values.ts'
import { startMemoryBroker } from './memory-broker.ts'
import { startPlugin } from './plugin.ts'
import type { Plugin } from './plugin.ts'

const provider = [
  { name: 'url', type: 'string', description: '' },
  { name: 'token', type: 'string', description: '' },
  { name: 'retry_timeout', type: 'number', description: '' },
] as const

export async function configure(plugin: Plugin, config: ObjectValue): Promise<void> {
  const given = dynamic({ retry_timeout: null, token: 'x', ...config }, [...provider])
  expect(await plugin.call('ConfigureProvider', { config: given })).toEqual({ diagnostics: [] })
}

/** An object of which nothing is said. */
export const nulls = (names: { name: string }[]): ObjectValue =>
  Object.fromEntries(names.map(({ name }) => [name, null]))

export async function withBroker(
  tests: (plugin: Plugin, broker: Awaited<ReturnType<typeof startMemoryBroker>>) => Promise<void>,
): Promise<void> {
  await using broker = await startMemoryBroker()
  await using plugin = await startPlugin()
  await configure(plugin, { url: broker.url })
  await tests(plugin, broker)
}
