// Every operation has its command: walked over the document, so that a new noun is held to it as well.
import { PassThrough } from 'node:stream'
import { document, operationsOf } from '@reeve/openapi'
import { expect, test } from 'vitest'
import { commandsOf } from '../../cli/src/contract/commands.ts'
import { programOf } from '../../cli/src/program.ts'
import { sessionOf } from '../../cli/src/session.ts'
import { cli } from '../support/cli.ts'

type Command = Pick<ReturnType<typeof programOf>, 'commands' | 'options' | 'name'>

const operations = operationsOf(document)
const isForAgents = ({ path }: { path: string }) => path.startsWith('/api/v1/agent/')
const specs = commandsOf(operations)
const argvOf = ({ noun, verb }: { noun: string; verb: string }) =>
  [noun, verb].filter((word) => word !== '')

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)
}

const silent = { write: () => {} }
const program = programOf(
  sessionOf({ stdout: silent, stderr: silent, stdin: new PassThrough(), env: {} }),
)

test('each operation that is not for agents has exactly one command', () => {
  const covered = specs.flatMap((spec) => spec.operations.map(({ operationId }) => operationId))
  const meant = operations
    .filter((operation) => !isForAgents(operation))
    .map(({ operationId }) => operationId)
  expect(covered.toSorted()).toEqual(meant.toSorted())
})

test('no two commands have one name, and a command means two operations at most', () => {
  const names = specs.map((spec) => argvOf(spec).join(' '))
  expect(new Set(names).size).toBe(names.length)
  for (const { operations: meant } of specs) expect(meant.length).toBeLessThanOrEqual(2)
})

test.each(specs.map((spec) => [argvOf(spec).join(' '), spec] as const))(
  'reeve %s explains itself',
  async (_, spec) => {
    await using shell = await cli()
    const { code, stdout, stderr } = await shell.reeve([...argvOf(spec), '--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const { summary } of spec.operations)
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(summary)
  },
)

test('each property of a body can be typed as a flag', async () => {
  for (const { noun, verb, operations: meant } of specs) {
    const body = meant
      .find((operation) => operation.body)
      ?.body?.$ref?.split('/')
      .at(-1)
    if (body === undefined) continue
    const command = program.commands
      .find((it) => it.name() === noun)!
      .commands.find((it) => it.name() === verb)!
    const flags = command.options.map(({ long }) => long)
    const properties = Object.keys(document.components.schemas[body]!.properties!)
    expect(flags).toEqual(
      expect.arrayContaining(properties.map((name) => `--${name.replaceAll('_', '-')}`)),
    )
  }
})

test('no flag hides another or one that all commands have', () => {
  const common = program.options.map(({ long }) => long)
  for (const command of leaves(program)) {
    const flags = [
      ...common,
      '--help',
      ...command.options.flatMap(({ long, short }) => [long, short ?? []].flat()),
    ]
    expect(new Set(flags).size, command.name()).toBe(flags.length)
  }
})
