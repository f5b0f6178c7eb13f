// One command from the contract: its arguments, flags and help, and what runs when it is typed.
import type { Operation } from '@reeve/openapi'
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { addVerify } from './audit/commands.ts'
import { addExport } from './audit/export.ts'
import { choose } from './choose.ts'
import type { CommandSpec } from './contract/commands.ts'
import { type Flag, only, parse } from './contract/flags.ts'
import { describe } from './contract/schemas.ts'
import { type Shape, shapeOf } from './contract/shape.ts'
import { addSubmit } from './jobs/commands.ts'
import { addFollow } from './jobs/stream.ts'
import { perform } from './perform.ts'
import { addSecret, withSecrets } from './secrets.ts'
import { guarded, needToken, type Session } from './session.ts'
import { typedOf } from './typed.ts'

export function addDerived(
  parent: Command,
  spec: CommandSpec,
  all: Operation[],
  session: Session,
): void {
  const [first] = spec.operations as [Operation]
  const shape = shapeFor(first, spec)
  const command = parent.command(spec.verb).summary(first.summary).description(about(spec))
  for (const { name, description = '' } of shape.args) {
    command.addArgument(new Argument(`<${name.replaceAll('_', '-')}>`, description))
  }
  addTenant(command, shape)
  const changes = first.method === 'put' && first.body !== undefined
  for (const flag of shape.flags) addFlag(command, flag, changes)
  if (first.body)
    command.option(
      '--file <file>',
      'the whole body as JSON, from a file or - for stdin; flags go before it',
    )
  if (shape.list) addPaging(command)
  if (first.operationId === 'submitJob') return addSubmit(command, shape, spec, session)
  if (first['x-stream']) return addFollow(command, shape, spec, session)
  if (first.operationId === 'exportAudit') return addExport(command, shape, spec, session)
  if (first.operationId === 'verifyAudit') return addVerify(command, shape, spec, session)
  command.action(async () => {
    const typed = await withSecrets(command, shape, typedOf(command, shape), session.io)
    const connection = await session.connect(
      command.optsWithGlobals()['profile'] as string | undefined,
    )
    const choice = choose(spec.operations, shape, typed, connection.tenant)
    needToken(connection, isOpen(choice.operation))
    const places = { args: shape.args.map(({ name }) => name) }
    await guarded(session.io, connection, places, () =>
      perform(connection.api, all, choice, typed, session.io),
    )
  })
}

/** An export asks for one answer after the other by itself. */
function shapeFor({ operationId }: Operation, spec: CommandSpec): Shape {
  const shape = shapeOf(spec)
  if (operationId !== 'exportAudit') return shape
  return { ...shape, flags: shape.flags.filter(({ name }) => name === 'after') }
}

function about({ operations: [first, second] }: CommandSpec): string {
  const narrow = second && `With --tenant: ${second.summary}`
  const sentences = [first!.summary, narrow, describe(first!)].filter(Boolean)
  return sentences.map((sentence) => `${sentence!.replace(/\.$/, '')}.`).join(' ')
}

function addFlag(command: Command, flag: Flag, changes: boolean): void {
  const { name, kind, schema, negatable } = flag
  if (flag.secret) addSecret(command, flag, explained(flag, changes))
  else command.addOption(optionOf(flag, explained(flag, changes)))
  // Where nothing is the default, nobody needs to say so.
  const standard = !changes && schema.default !== undefined && isNothing(schema.default)
  if (!negatable || standard) return
  const none = kind === 'switch' ? `not --${name}` : `${name}: none`
  command.addOption(new Option(`--no-${name}`, none))
}

function optionOf(flag: Flag, explanation: string): Option {
  const { name, kind, schema } = flag
  const text = schema.enum ? ' <choice>' : ' <text>'
  const holder = { text, number: ' <number>', list: ' <items>', json: ' <json>', switch: '' }[kind]
  // `--label a --label b` reads better than `--labels a --labels b`; both are understood.
  const single = kind === 'list' && name.endsWith('s') ? `--${name.slice(0, -1)}, ` : ''
  const option = new Option(`${single}--${name}${holder}`, explanation)
  return kind === 'switch'
    ? option
    : option.argParser((typed, before) => parse(flag, typed, before))
}

/** The contract's description with what it demands, allows and assumes. */
function explained({ schema, required, where, kind }: Flag, changes: boolean): string {
  const { enum: values, default: standard } = schema
  const assumed = where === 'query' || !changes
  const notes = [
    required && !changes ? 'required' : '',
    values ? `one of ${values.join(', ')}` : '',
    kind === 'list' ? 'several with commas or by repeating' : '',
    kind === 'json' ? 'or @file' : '',
    assumed && only(schema) !== undefined ? `always ${String(only(schema))}` : '',
    assumed && !isNothing(standard) ? `default ${JSON.stringify(standard)}` : '',
  ].filter((note) => note !== '')
  return `${describe(schema)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
}

function isNothing(value: unknown): boolean {
  return !value || (Array.isArray(value) && value.length === 0)
}

function addTenant(command: Command, { tenant }: Shape): void {
  const about = {
    none: '',
    owner: 'slug or id of the tenant (required unless REEVE_TENANT or the profile says it)',
    named: 'slug or id of the tenant (required)',
    narrow: 'only those of this tenant; the default tenant if there is one',
    other: "slug or id of the tenant whose it is; without it, the operators' own (no default)",
  }[tenant]
  if (about !== '') command.option('--tenant <tenant>', about)
  if (tenant === 'narrow')
    command.option('--all-tenants', 'those of all tenants, whatever the default tenant')
}

function addPaging(command: Command): void {
  const count = (text: string) => {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
    throw new InvalidArgumentError('It must be a whole number from 1.')
  }
  command.addOption(
    new Option('--limit <number>', 'at most so many (default 100)').argParser(count),
  )
  command.addOption(new Option('--all', 'all of them').conflicts('limit'))
}

const isOpen = ({ security }: Operation) => security.some((way) => Object.keys(way).length === 0)
