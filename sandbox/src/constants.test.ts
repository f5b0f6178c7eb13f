// What a script is lent: it can be read, and not changed.
import { expect, test } from 'vitest'
import { runScript } from './index.ts'

const lent = { config: { shop_url: 'https://shop.example' }, secrets: { 'shop-key': 'k\n"1"' } }
const run = (script: string, more: object = lent) =>
  runScript({ script, timeout_ms: 10_000, ...more })

test('a script finds its variables and its secrets', async () => {
  expect(await run('return [config.shop_url, secrets["shop-key"], secrets.none]')).toEqual({
    status: 'completed',
    result: ['https://shop.example', 'k\n"1"', null],
  })
})

test('they are frozen', async () => {
  for (const script of ['config.shop_url = 1', 'secrets.other = 1', 'delete config.shop_url'])
    expect(await run(script)).toMatchObject({ status: 'failed', error: { code: 'script-error' } })
})

test('without any there are none, and the names are there', async () => {
  expect(await run('return [config, secrets]', {})).toMatchObject({ result: [{}, {}] })
})
