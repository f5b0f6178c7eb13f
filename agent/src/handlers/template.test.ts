// Argument templates: values stay whole, and none is taken for an option.
import { expect, test } from 'vitest'
import { fill } from './template.ts'

test.each([
  [
    ['--target', '{target}'],
    { target: 'a b; rm -rf / $(x) "' },
    ['--target', 'a b; rm -rf / $(x) "'],
  ],
  [['--url=https://{host}:{port}/'], { host: 'h', port: 80 }, ['--url=https://h:80/']],
  [['{deep.er}', '{flag}'], { deep: { er: '{flag}' }, flag: true }, ['{flag}', 'true']],
  [['--', '{file}'], { file: '-rf' }, ['--', '-rf']],
  [['{}', '{A}', '{ a }', ''], {}, ['{}', '{A}', '{ a }', '']],
  [['{a}'], { a: '' }, ['']],
])('%j with %j is %j', (template, payload, filled) => {
  expect(fill(template, payload)).toEqual({ arguments: filled })
})

test.each([
  [['{target}'], {}, /no text or number named target/],
  [['{target}'], null, /no text or number named target/],
  [['{a.b}'], { a: 'text' }, /named a\.b/],
  [['{constructor.name}'], {}, /named constructor\.name/],
  [['{list}'], { list: ['a', 'b'] }, /named list/],
  [['{target}', '--'], { target: '-oProxyCommand=x' }, /begins with '-'/],
  [['x{target}'], { target: '--y' }, /begins with '-'/],
  [['{target}'], { target: 'a\0b' }, /NUL/],
  [['{target}'], { target: 'x'.repeat(131_072) }, /longer than/],
])('%j with %j is refused', (template, payload, wrong) => {
  expect(fill(template, payload)).toEqual({ wrong: expect.stringMatching(wrong) })
})
