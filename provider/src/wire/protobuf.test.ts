// The codec against bytes written down by hand from the wire format's documentation.
import { expect, test } from 'vitest'
import { decode, encode } from './protobuf.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const bytes = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('a message is tag, length and bytes for each field', () => {
  const message = { type_name: 'a', version: 300, raw_state: { json: Buffer.from('{}') } }
  expect(hex(encode('UpgradeResourceState.Request', message))).toBe(
    '0a0161' + '10ac02' + '1a040a027b7d',
  )
  const read = decode('UpgradeResourceState.Request', bytes('0a0161 10ac02 1a040a027b7d'))
  expect(read).toEqual({ ...message, raw_state: { json: Buffer.from('{}') } })
})

test('what was not sent has its zero value', () => {
  expect(decode('ReadResource.Request', new Uint8Array())).toEqual({
    type_name: '',
    current_state: undefined,
    private: new Uint8Array(),
  })
})

test('an index of zero is written, though zero is the default', () => {
  expect(hex(encode('AttributePath', { steps: [{ element_key_int: 0 }] }))).toBe('0a021800')
})

test('maps are entries of key and value, also an entry without a value', () => {
  const schemas = { resource_schemas: { pool: { version: 1 } } }
  const encoded = encode('GetProviderSchema.Response', schemas)
  expect(hex(encoded)).toBe('12' + '0a' + '0a04706f6f6c' + '12020801')
  expect(decode('GetProviderSchema.Response', encoded).resource_schemas['pool']).toMatchObject({
    version: 1,
  })
  const bare = decode('GetProviderSchema.Response', bytes('12 06 0a04706f6f6c'))
  expect(bare.resource_schemas['pool']).toMatchObject({ version: 0, block: undefined })
})

test('fields of a later protocol are skipped, whatever their type', () => {
  const later = bytes('f80101' + 'f9010102030405060708' + 'fa0102aabb' + 'fd0101020304' + '0a0161')
  expect(decode('ImportResourceState.Request', later)).toEqual({ type_name: 'a', id: '' })
})

test('lengths above 127 and text outside ASCII survive', () => {
  const id = 'ü'.repeat(9_000)
  const message = { type_name: '', id }
  expect(
    decode('ImportResourceState.Request', encode('ImportResourceState.Request', message)),
  ).toEqual(message)
})

test('a message that is cut short is refused', () => {
  expect(() => decode('ImportResourceState.Request', bytes('0a05 61'))).toThrow('cut short')
  expect(() => decode('ImportResourceState.Request', bytes('80'))).toThrow('ends inside')
})
