// The page of a function: how it is called, what it is given, what it gives.
import type { ProviderFunction } from '@reeve/provider'
import { fenced, page } from './page.ts'
import { named } from './schema.ts'

export function functionPage(
  name: string,
  { summary, description, parameters, returns }: ProviderFunction,
): string {
  const given = parameters.map((it) => `${it.name} ${named(it.type).toLowerCase()}`).join(', ')
  const signature = `${name}(${given}) ${named(returns).toLowerCase()}`
  const call = `provider::reeve::${name}(${parameters.map((it) => it.name).join(', ')})`
  const said = parameters.map((it, index) => `${index + 1}. \`${it.name}\` ${it.description}`)
  return page({
    title: `${name} (Function)`,
    description: `${summary}. ${description}`,
    sections: [
      `## Call\n\n${fenced('terraform', call)}`,
      `## Signature\n\n${fenced('text', signature)}`,
      `## Arguments\n\n${said.join('\n')}`,
    ],
  })
}
