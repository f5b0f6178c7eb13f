// What a person is told: diagnostics, each with the attribute it is about.
import type { Draft } from '../wire/messages.ts'

/** An attribute's name, then names, indexes of lists and keys of maps. */
export type Path = (string | number | { key: string })[]
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

/**
 * The outermost attribute alone: Terraform finds no line for what is inside of one and would show the whole
 * resource. The rest of the path is in the text.
 */
export function toAttributePath(path: Path): Draft<'AttributePath'> {
  const attributes = path.slice(0, 1).filter((step) => typeof step === 'string')
  return { steps: attributes.map((attribute_name) => ({ attribute_name })) }
}

/** As it is written in a configuration: `doors[0].url`, `values["a"]`. */
export function toText(path: Path): string {
  return path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`
      return typeof step === 'string' ? `.${step}` : `[${JSON.stringify(step.key)}]`
    })
    .join('')
    .slice(1)
}
