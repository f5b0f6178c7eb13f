// Aspects: policies over all that a stack holds, whoever wrote it. `Aspects.of(stack).add(…)`
import { TerraformElement, TerraformVariable } from 'cdktf'
import type { IAspect } from 'cdktf'
import type { IConstruct } from 'constructs'
import { looksSecret } from './check.ts'
import * as l1 from './generated/index.ts'

/** What lets somebody in for days. (Bootstrap tokens always expire, in hours.) */
const lasting = [l1.AgentToken, l1.ApiToken, l1.EnrolmentKey, l1.PlatformKey] as const

/** Every token and key must expire, and within the days that are allowed. */
export class RequireExpiry implements IAspect {
  private readonly mostDays: number

  constructor({ mostDays = Infinity }: { mostDays?: number } = {}) {
    this.mostDays = mostDays
  }

  visit(node: IConstruct): void {
    const token = lasting.find((each) => node instanceof each) && (node as l1.AgentToken)
    token?.node.addValidation({
      validate: () => {
        const { expiresInDaysInput: days } = token
        if (days === undefined) return ['must expire: say expiresInDays']
        return days <= this.mostDays ? [] : [`may last ${this.mostDays} days, not ${days}`]
      },
    })
  }
}

/** Every pool has these labels beside its own. */
export class AddPoolLabels implements IAspect {
  private readonly labels: readonly string[]

  constructor(...labels: string[]) {
    this.labels = labels
  }

  visit(node: IConstruct): void {
    if (node instanceof l1.Pool)
      node.labels = [...new Set([...(node.labelsInput ?? []), ...this.labels])]
  }
}

/**
 * No secret of a broker is written out anywhere in the stack – in a resource of whichever provider,
 * an output, a local – and no sensitive variable has a default. `ReeveProvider` sees to it in its
 * own stack; add it to others that secrets could get into.
 */
export class ForbidLiteralSecrets implements IAspect {
  visit(node: IConstruct): void {
    if (node instanceof TerraformElement)
      node.node.addValidation({ validate: () => literalsIn(node) })
  }
}

function literalsIn(element: TerraformElement): string[] {
  if (element instanceof TerraformVariable && element.sensitive && element.default != null)
    return ['is sensitive and has a default, which would end up in the synthesised stack']
  return textsIn(element.toTerraform()).some(looksSecret)
    ? ['holds a secret that is written out and would end up in the synthesised stack']
    : []
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => [name, ...textsIn(each)])
}
