// The names in a certificate: none can be made to pass for another, whatever characters it has.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alternativesIn, isFor, namesOf } from '../../api/src/tls/names.ts'
import { certificates, type Certificates } from '../support/certificates.ts'

let made: Certificates
beforeAll(async () => {
  made = await certificates()
})
afterAll(() => made[Symbol.asyncDispose]())

async function names(name: string, given: { subject?: string; names?: string; more?: string[] }) {
  await made.issue(name, given)
  return namesOf(new X509Certificate(readFileSync(made.cert(name))))
}

test('common name and alternative names are read as they are', async () => {
  expect(
    (await names('plain', { subject: '/CN=rack-7', names: 'DNS:a.example,IP:10.0.0.1' })).cn,
  ).toBe('rack-7')
  const { cn, sans } = await names('uri', {
    subject: '/O=x',
    names: 'URI:spiffe://a/b,DNS:*.b.example',
  })
  expect({ cn, sans }).toEqual({ cn: null, sans: ['URI:spiffe://a/b', 'DNS:*.b.example'] })
})

test('two common names are none: nobody can say which one was meant', async () => {
  expect((await names('two', { subject: '/CN=rack-7/CN=rack-8' })).cn).toBeNull()
})

test('a common name that holds a line or a comma stays one name', async () => {
  const { cn } = await names('odd', { subject: '/CN=x\\, CN=rack-7' })
  expect(cn).toContain('rack-7')
  expect(isFor({ cn, sans: [] }, 'rack-7')).toBe(false)
})

test('a comma in an alternative name does not begin another one', async () => {
  const more = [
    'basicConstraints=CA:FALSE',
    'subjectAltName=@alt',
    '[alt]',
    'URI.1=http://a/, DNS:rack-7',
  ]
  const { sans } = await names('comma', { more })
  expect(sans).toEqual(['URI:http://a/, DNS:rack-7'])
  expect(isFor({ cn: null, sans }, 'rack-7')).toBe(false)
})

test.each([
  ['DNS:a, DNS:b', ['DNS:a', 'DNS:b']],
  ['DNS:"a, DNS:b"', ['DNS:a, DNS:b']],
  ['DNS:"a\\", DNS:b"', ['DNS:a", DNS:b']],
  ['DNS:"a\\u002c DNS:b"', ['DNS:a, DNS:b']],
  ['othername:<unsupported>, DNS:b', ['othername:<unsupported>', 'DNS:b']],
  ['', []],
  ['DNS:a, ', []],
  ['DNS:"a', []],
  ['DNS:a,DNS:b', []],
  ['a', []],
])('%s is read as %j', (text, expected) => {
  expect(alternativesIn(text)).toEqual(expected)
})

test('whatever is quoted comes back whole: a thousand random names', () => {
  let seed = 11
  const random = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most
  const letters = [',', ' ', '"', '\\', ':', 'D', 'N', 'S', 'a', '\n', '\0', 'é']
  for (let round = 0; round < 1000; round++) {
    const given = Array.from({ length: 1 + random(4) }, () =>
      Array.from({ length: random(12) }, () => letters[random(letters.length)]).join(''),
    )
    const text = given.map((name) => `DNS:${JSON.stringify(name)}`).join(', ')
    expect(alternativesIn(text)).toEqual(given.map((name) => `DNS:${name}`))
  }
})

test.each([
  [{ cn: 'rack-7', sans: [] }, 'rack-7', true],
  [{ cn: 'rack-7', sans: [] }, 'rack-8', false],
  [{ cn: 'Rack-7', sans: [] }, 'rack-7', false],
  [{ cn: null, sans: ['DNS:rack-7.a.example'] }, 'rack-7', true],
  [{ cn: null, sans: ['DNS:rack-7.a.example'] }, 'rack-7.a.example', true],
  [{ cn: null, sans: ['DNS:Rack-7.a.example'] }, 'rack-7', true],
  [{ cn: null, sans: ['DNS:rack-7.a.example'] }, 'rack-7.b.example', false],
  [{ cn: null, sans: ['DNS:*.a.example'] }, 'rack-7', true],
  [{ cn: null, sans: ['DNS:*.a.example'] }, 'rack-7.a.example', true],
  [{ cn: null, sans: ['DNS:*.a.example'] }, 'rack-7.b.example', false],
  [{ cn: null, sans: ['DNS:*.a.example'] }, 'x.rack-7.a.example', false],
  [{ cn: null, sans: ['DNS:*'] }, 'rack-7', false],
  [{ cn: null, sans: ['DNS:*.example'] }, 'rack-7', false],
  [{ cn: null, sans: ['URI:rack-7', 'IP Address:10.0.0.1'] }, 'rack-7', false],
])('%j is for %s: %s', (given, name, expected) => {
  expect(isFor(given, name)).toBe(expected)
})
