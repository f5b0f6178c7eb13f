// The whole command line as a commander program: derived commands, then those written by hand.
import { document, type Operation, operationsOf } from '@reeve/openapi'
import { Command, Option } from 'commander'
import { addDerived } from './derived.ts'
import { type CommandSpec, commandsOf } from './contract/commands.ts'
import { describe } from './contract/schemas.ts'
import { addInit } from './init.ts'
import { addLogin, addProfiles } from './login.ts'
import { addWait } from './jobs/commands.ts'
import type { Session } from './session.ts'
import { addTokens } from './tokens.ts'

export function programOf(session: Session): Command {
  const { stdout, stderr } = session.io
  const program = new Command('reeve')
    .description('Agent fleets for many tenants, declared as code.')
    .version(document.info.version, '-V, --version', 'print the version of this command line')
    .addOption(new Option('--json', 'print JSON'))
    .addOption(new Option('--profile <name>', 'use this profile'))
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'reeve: ')),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .addHelpText('after', environment)
  addLogin(program, session)
  addProfiles(program, session)
  addInit(program, session)
  const operations = operationsOf(document)
  const specs = commandsOf(operations)
  for (const noun of new Set(specs.map((spec) => spec.noun).filter((noun) => noun !== ''))) {
    program.command(noun).description(aboutNoun(noun))
  }
  for (const spec of specs) {
    const parent = program.commands.find((command) => command.name() === spec.noun) ?? program
    addDerived(parent, spec, operations, session)
  }
  addEvents(program, specs, operations, session)
  addRevoke(program, specs, operations, session)
  addTokens(program, session)
  addWait(
    program.commands.find((command) => command.name() === 'job')!,
    session,
  )
  return program
}

/** `audit` has no schema of its own name to describe it, and what one looks for there first is its events. */
function addEvents(
  program: Command,
  specs: CommandSpec[],
  operations: Operation[],
  session: Session,
): void {
  const audit = program.commands.find((command) => command.name() === 'audit')!
  audit.description('Who did what to what, and the proof that nobody changed the record of it.')
  const listing = specs.find(({ noun, verb }) => noun === 'audit-event' && verb === 'list')!
  addDerived(audit, { ...listing, noun: 'audit', verb: 'events' }, operations, session)
}

/** What is done in a hurry has a short name: `revocation create`. */
function addRevoke(
  program: Command,
  specs: CommandSpec[],
  operations: Operation[],
  session: Session,
): void {
  const creating = specs.find(({ noun, verb }) => noun === 'revocation' && verb === 'create')!
  addDerived(program, { ...creating, noun: '', verb: 'revoke' }, operations, session)
}

const environment = `
Environment:
  REEVE_URL      address of the broker (default: the profile's, else http://127.0.0.1:8080)
  REEVE_TOKEN    token to use (default: the profile's)
  REEVE_TENANT   tenant that is meant where none is named (default: the profile's)
  REEVE_PROFILE  profile to use
  REEVE_CA_FILE, REEVE_CERT_FILE, REEVE_KEY_FILE
                 PEM files: whom the broker's certificate must come from, and the client certificate to show

Exit codes: 0 done, 1 refused or failed, 2 not understood, 3 no broker answers.`

function aboutNoun(noun: string): string {
  const name = noun.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
  return describe(document.components.schemas[name] ?? {}, true)
}
