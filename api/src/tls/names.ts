// Who a certificate is for: the names in it, taken apart so that none can pass for another.
import type { X509Certificate } from 'node:crypto'

export interface Names {
  /** The common name; null when there is none, or more than one. */
  cn: string | null
  /** Alternative names, as `DNS:…`, `URI:…`, `IP Address:…`. */
  sans: string[]
}

export function namesOf(certificate: X509Certificate): Names {
  const subject = certificate.toLegacyObject().subject as unknown as { CN?: string | string[] }
  const cn = typeof subject?.CN === 'string' ? subject.CN : null
  return { cn, sans: alternativesIn(certificate.subjectAltName ?? '') }
}

/**
 * Node puts names with odd characters in JSON quotes, so that a comma in a name is not the end of it
 * (CVE-2021-44532). Names that do not come apart cleanly are none.
 */
export function alternativesIn(text: string): string[] {
  const one = /([A-Za-z][A-Za-z ]*):("(?:[^"\\]|\\.)*"|[^",]*)(, |$)/y
  const found: string[] = []
  while (one.lastIndex < text.length) {
    const [, kind, value = '', end] = one.exec(text) ?? []
    if (kind === undefined) return []
    const name = value.startsWith('"') ? unquoted(value) : value
    if (name === undefined || (end === ', ' && one.lastIndex === text.length)) return []
    found.push(`${kind}:${name}`)
  }
  return found
}

function unquoted(value: string): string | undefined {
  try {
    return JSON.parse(value) as string
  } catch {
    return undefined
  }
}

/** Whether the certificate is for an agent of this name: by its common name, or a DNS name or its first label. */
export function isFor({ cn, sans }: Names, name: string): boolean {
  const dns = sans.flatMap((san) => (san.startsWith('DNS:') ? [san.slice(4)] : []))
  return cn === name || dns.some((pattern) => covers(pattern.toLowerCase(), name.toLowerCase()))
}

/** `*.agents.example` is for `rack-7` and `rack-7.agents.example`. */
function covers(pattern: string, name: string): boolean {
  const [label = '', ...domain] = pattern.split('.')
  if (label !== '*') return name === pattern || name === label
  const [first, ...rest] = name.split('.')
  if (domain.length < 2 || first === '') return false
  return rest.length === 0 || rest.join('.') === domain.join('.')
}
