// The contract as Terraform sees it is refused where a noun is forgotten, a word misspelt or a secret open.
import { document, type Schema } from '@reeve/openapi'
import { notOffered, rows } from '@reeve/provider'
import { expect, test } from 'vitest'
import { terraformMistakes } from './lint-terraform.ts'

/** The contract with other properties in one of its schemas. */
function changed(name: string, properties: Record<string, Schema>, beside: Schema = {}) {
  const copy = structuredClone(document)
  const schema = copy.components.schemas[name]!
  Object.assign(schema, beside, { properties: { ...schema.properties, ...properties } })
  return copy
}

test('the contract is without a mistake', () => {
  expect(terraformMistakes(document)).toEqual([])
})

test('a noun is offered or not, and for a reason', () => {
  const without = rows.filter(({ noun }) => noun !== 'Pool')
  expect(terraformMistakes(document, without)).toEqual([
    expect.stringMatching(/^Pool: .* a row in/),
  ])
  const { Health: _, ...others } = notOffered
  expect(terraformMistakes(document, rows, others)).toEqual([expect.stringMatching(/^Health: /)])
  expect(terraformMistakes(document, rows, { ...notOffered, Pool: 'No.' })).toEqual([
    expect.stringContaining('offered and said not to be'),
  ])
  expect(terraformMistakes(document, rows, { ...notOffered, Window: 'No.' })).toEqual([
    expect.stringContaining('the contract does not'),
  ])
})

test('a secret inside of what is not sensitive is found, however deep it is', () => {
  const text = { type: 'string', description: '' }
  const secret = { ...text, 'x-secret': true }
  const deep = { type: 'object', properties: { codes: { type: 'array', items: secret } } }
  expect(terraformMistakes(changed('Pool', { deep }))).toEqual([
    'reeve_pool.deep.codes: x-secret is neither sensitive nor write-only.',
    'reeve_pool.deep.codes: x-secret is neither sensitive nor write-only.',
    'reeve_pools.deep.codes: x-secret is neither sensitive nor write-only.',
  ])
  expect(terraformMistakes(changed('Pool', { deep: { ...deep, 'x-secret': true } }))).toEqual([])
  expect(terraformMistakes(changed('Pool', { deep: { ...deep, 'x-terraform': 'omit' } }))).toEqual(
    [],
  )
})

test('words that are not in the grammar are named', () => {
  const wrong = { type: 'string', description: '', 'x-terraform': 'ommit' }
  expect(terraformMistakes(changed('Pool', { wrong }))).toEqual([
    expect.stringMatching(/^Pool\.wrong: x-terraform has no word "ommit"/),
  ])
  expect(terraformMistakes(changed('Pool', {}, { 'x-terraform': { going: {} } }))).toEqual([
    expect.stringMatching(/^Pool: x-terraform of a noun is an object/),
  ])
})
