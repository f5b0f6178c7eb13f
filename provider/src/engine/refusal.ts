// A refusal of the broker (a problem document, RFC 9457) as diagnostics that point at attributes.
import { Failure, mistake, toText } from './diagnostics.ts'
import type { Diagnostic, Path } from './diagnostics.ts'
import type { Attribute, Thing } from './model.ts'

/** A problem document (RFC 9457) as far as it is shown. */
export interface Problem {
  code?: string
  title?: string
  detail?: string
  instance?: string
  /** Addresses of the other objects that decide it. */
  because?: string[]
  errors?: { in?: string; pointer?: string; detail?: string }[]
}

/** The broker said no. */
export class Refused extends Error {
  readonly status: number
  readonly problem: Problem
  readonly call: string
  /** An earlier attempt may have reached the broker. */
  readonly repeated: boolean
  constructor(status: number, problem: Problem, call: string, repeated: boolean) {
    super(problem.title ?? `status ${status}`)
    this.status = status
    this.problem = problem
    this.call = call
    this.repeated = repeated
  }
}

/** Refusals become diagnostics with attribute paths; what is not a refusal is passed on. */
export function asFailure(error: unknown, { attributes }: Thing, missing?: Path): unknown {
  if (!(error instanceof Refused)) return error
  const { problem, call, status } = error
  const hint = status === 401 ? ['Check `token` (or REEVE_TOKEN).'] : []
  const [first, ...rest] = explainProblem(problem, call, attributes)
  if (!first) return new Failure(mistake(error.message, call))
  const path = first.path ?? (status === 404 ? missing : undefined)
  const detail = [first.detail, ...hint].join('\n\n')
  return new Failure({ ...first, detail, ...(path && { path }) }, ...rest)
}

/** One diagnostic for each mistake the broker names, else one for the whole problem. */
function explainProblem(problem: Problem, call: string, attributes: Attribute[]): Diagnostic[] {
  const summary = problem.title ?? 'The broker refused the request'
  const trace = `The broker refused ${call}${problem.instance ? ` (request ${problem.instance})` : ''}.`
  const mistakes = problem.errors ?? []
  if (mistakes.length === 0) {
    return [mistake(summary, [problem.detail, trace].filter(Boolean).join('\n\n'))]
  }
  return mistakes.map(({ pointer = '', detail = '' }) => {
    const path = attributePath(pointer, attributes)
    const about = path ? `${toText(path)} ${detail}` : `${pointer} ${detail}`
    return mistake(summary, `${about.trim()}\n\n${trace}`, path)
  })
}

/** `/labels/0`, `/body/name` and `#/name` as a path, if it starts at an attribute. */
export function attributePath(pointer: string, attributes: Attribute[]): Path | undefined {
  const names = pointer.replace(/^#/, '').split('/').slice(1).map(decodePart)
  const startsHere = attributes.some((it) => it.name === names[0])
  const path = walk(startsHere ? names : names.slice(1), attributes)
  return path.length > 0 ? path : undefined
}

/** As far as Terraform can point: an element of a set has no address. */
function walk([name, ...rest]: string[], attributes: Attribute[]): Path {
  const attribute = attributes.find((it) => it.name === name)
  if (!attribute) return []
  const { type, nested } = attribute
  const own: Path = [attribute.name]
  const inner = (names: string[]) => walk(names, nested?.attributes ?? [])
  const [element] = rest
  if (element === undefined || typeof type === 'string' || type[0] === 'set') return own
  if (type[0] === 'object') return [...own, ...inner(rest)]
  const step = type[0] === 'list' ? Number(element) : { key: element }
  return [...own, step, ...inner(rest.slice(1))]
}

function decodePart(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}
