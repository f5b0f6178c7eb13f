// A script is compiled in a thread like any other, and nothing of it runs.
import { expect, test } from 'vitest'
import { checkScript } from './index.ts'

test('a script that compiles has nothing wrong with it, and does not run', async () => {
  for (const script of [
    'return 1',
    'await sleep(1)',
    'while (true);',
    'throw new Error()',
    'nope()',
  ])
    expect(await checkScript(script)).toBeUndefined()
})

test('a mistake is told with its line and column, as the author sees them', async () => {
  const found = await checkScript('const a = 1\nconst b = = 2')
  expect(found).toMatchObject({ code: 'syntax-error', line: 2, column: expect.any(Number) })
  expect(await checkScript('if (true) {')).toMatchObject({
    code: 'syntax-error',
    message: 'unexpected end of the script',
    line: 1,
    column: 12,
  })
})

test('a script that leaves our function compiles, and still nothing runs', async () => {
  expect(await checkScript('})(); while (true); (async () => {')).toBeUndefined()
})
