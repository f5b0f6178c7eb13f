// What an answer warns of: JSON in the header `reeve-warnings`.
import type { Warning } from './types.ts'

export type { Warning } from './types.ts'

/** Nothing when there is no such header, or one that is not a broker's. */
export function warningsIn(header: string | null | undefined): Warning[] {
  if (!header) return []
  try {
    const found: unknown = JSON.parse(header)
    return Array.isArray(found) ? found.filter(isWarning) : []
  } catch {
    return []
  }
}

const isWarning = (one: unknown): one is Warning =>
  typeof (one as Warning | null)?.detail === 'string'
