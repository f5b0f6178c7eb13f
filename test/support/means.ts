// What single operations need beyond the contract's own examples, so that tests that walk all of them can call each.
import type { Means, Part } from './means/part.ts'
import { approval } from './means/approval.ts'
import { apps } from './means/apps.ts'
import { audit } from './means/audit.ts'
import { doors } from './means/doors.ts'
import { keys } from './means/keys.ts'
import { revocations } from './means/revocations.ts'
import { tokens } from './means/tokens.ts'

const parts: Part[] = [approval, apps, audit, doors, keys, revocations, tokens]

const all = <Key extends keyof Part>(key: Key) =>
  new Map(parts.flatMap((part) => Object.entries(part[key] as Part[Key]))) as Map<
    string,
    Part[Key][string]
  >

const operations = all('operations')
const things = all('things')

export const meansOf = (operationId: string): Means => operations.get(operationId) ?? {}
export const thingOf = (template: string) => things.get(template)
