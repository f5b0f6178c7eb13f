// Every action has a twin in the command line, and the page for people says which.
import { readFile } from 'node:fs/promises'
import { document, operationsOf } from '@reeve/openapi'
import { actions } from '@reeve/provider'
import { expect, test } from 'vitest'
import { commandsOf } from '../../cli/src/contract/commands.ts'

test('each action is documented with the command that does the same', async () => {
  const page = await readFile(new URL('../../docs/terraform-protocol.md', import.meta.url), 'utf8')
  const said = [...page.matchAll(/^\| `(reeve_\w+)` +\| `reeve ([^`]+)` +\|$/gm)].map(
    ([, action, command]) => [action, command],
  )
  const commands = commandsOf(operationsOf(document))
  const twins = actions.map(({ name, operations, says = {} }) => {
    const twin = commands.find((command) =>
      operations.every((id) => command.operations.some(({ operationId }) => operationId === id)),
    )
    const flags = Object.entries(says).map(([flag, value]) => ` --${flag} ${value as string}`)
    return [`reeve_${name}`, twin && `${twin.noun} ${twin.verb}${flags.join('')}`]
  })
  expect(twins).toEqual(said)
})
