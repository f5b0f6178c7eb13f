// provider/schema.json, what the provider tells Terraform, from the contract and the table of resources.
import { document } from '@reeve/openapi'
import { actions, functions, rows, schemaOf } from '@reeve/provider'

export async function provider(): Promise<Map<string, string>> {
  return new Map([
    [
      'provider/schema.json',
      `${JSON.stringify(schemaOf(document, rows, { actions, functions }), null, 2)}\n`,
    ],
  ])
}
