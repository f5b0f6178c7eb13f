// What a person is told: diagnostics with the attribute they are about, made from problems and mistakes.
import type { Draft } from '../wire/messages.ts'
import type { Attribute } from './model.ts'

export type Path = (string | number)[]
export interface Diagnostic {
  severity: 'error' | 'warning'
  summary: string
  detail: string
  path?: Path
}

/** Thrown to end a call with diagnostics; every call turns it into its answer. */
export class Failure extends Error {
  readonly diagnostics: Diagnostic[]
  constructor(...diagnostics: Diagnostic[]) {
    super(diagnostics[0]?.summary ?? 'failed')
    this.diagnostics = diagnostics
  }
}

export function mistake(summary: string, detail: string, path?: Path): Diagnostic {
  return { severity: 'error', summary, detail, ...(path && { path }) }
}

export function refuse(summary: string, detail: string, path?: Path): never {
  throw new Failure(mistake(summary, detail, path))
}

export function toWire({ severity, summary, detail, path }: Diagnostic): Draft<'Diagnostic'> {
  return {
    severity: severity === 'error' ? 1 : 2,
    summary,
    detail,
    ...(path && { attribute: toAttributePath(path) }),
  }
}

export function toAttributePath(path: Path): Draft<'AttributePath'> {
  const steps = path.map((step, index) => {
    if (typeof step === 'number') return { element_key_int: step }
    return index === 0 ? { attribute_name: step } : { element_key_string: step }
  })
  return { steps }
}

/** A problem document (RFC 9457) as far as it is shown. */
export interface Problem {
  code?: string
  title?: string
  detail?: string
  instance?: string
  errors?: { in?: string; pointer?: string; detail?: string }[]
}

/** One diagnostic for each mistake the broker names, else one for the whole problem. */
export function explainProblem(
  problem: Problem,
  call: string,
  attributes: Attribute[],
): Diagnostic[] {
  const summary = problem.title ?? 'The broker refused the request'
  const trace = `The broker refused ${call}${problem.instance ? ` (request ${problem.instance})` : ''}.`
  const mistakes = problem.errors ?? []
  if (mistakes.length === 0) {
    return [mistake(summary, [problem.detail, trace].filter(Boolean).join('\n\n'))]
  }
  return mistakes.map(({ pointer = '', detail = '' }) => {
    const path = attributePath(pointer, attributes)
    const about = path ? `${path.join('.')} ${detail}` : `${pointer} ${detail}`
    return mistake(summary, `${about.trim()}\n\n${trace}`, path)
  })
}

/** `/labels/0`, `/body/name` and `#/name` as a path, if it starts at an attribute; elements of sets have none. */
function attributePath(pointer: string, attributes: Attribute[]): Path | undefined {
  const names = pointer.replace(/^#/, '').split('/').slice(1).map(unescape)
  const start = attributes.some((it) => it.name === names[0]) ? names : names.slice(1)
  const attribute = attributes.find((it) => it.name === start[0])
  if (!attribute) return undefined
  const kind = attribute.type[0]
  const [name, element] = start as [string, string | undefined]
  if (element === undefined) return [name]
  if (kind === 'list') return [name, Number(element)]
  return kind === 'map' ? [name, element] : [name]
}

function unescape(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}
