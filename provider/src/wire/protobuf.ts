// A protobuf codec that is driven by the table in messages.ts.
import { messages } from './messages.ts'
import type { Draft, Field, Message, MessageName } from './messages.ts'

const varintType = 0
const lengthType = 2
const zeros = { string: '', bytes: new Uint8Array(), bool: false, int: 0 } as const

export function encode<N extends MessageName>(name: N, message: Draft<N>): Buffer {
  const values = message as Record<string, unknown>
  const parts: Uint8Array[] = []
  for (const [field, [number, kind, many]] of fieldsOf(name)) {
    const value = values[field]
    if (value === undefined) continue
    if (many === 'list') {
      for (const item of value as unknown[]) parts.push(...encodeOne(number, kind, item))
    } else if (many === 'map') {
      for (const entry of Object.entries(value as Record<string, unknown>)) {
        parts.push(...encodeEntry(number, kind, entry))
      }
    } else parts.push(...encodeOne(number, kind, value))
  }
  return Buffer.concat(parts)
}

export function decode<N extends MessageName>(name: N, bytes: Uint8Array): Message<N> {
  const fields = fieldsOf(name)
  const byNumber = new Map(fields.map(([field, shape]) => [shape[0], { field, shape }]))
  const message: Record<string, unknown> = {}
  for (const [field, [, kind, many]] of fields) {
    message[field] = many === 'list' ? [] : many === 'map' ? {} : zeros[kind as keyof typeof zeros]
  }
  const reader = new Reader(bytes)
  while (!reader.atEnd()) {
    const tag = reader.varint()
    const known = byNumber.get(tag >>> 3)
    const raw = reader.value(tag & 7)
    if (known) put(message, known.field, known.shape, raw)
  }
  return message as Message<N>
}

function put(message: Record<string, unknown>, field: string, shape: Field, raw: Raw): void {
  const [, kind, many] = shape
  if (many === 'list') (message[field] as unknown[]).push(decodeOne(kind, raw))
  else if (many === 'map') {
    const entry = new Reader(raw as Uint8Array)
    let [key, value] = ['', decodeOne(kind, new Uint8Array())]
    while (!entry.atEnd()) {
      const tag = entry.varint()
      const part = entry.value(tag & 7)
      if (tag >>> 3 === 1) key = decodeOne('string', part) as string
      if (tag >>> 3 === 2) value = decodeOne(kind, part)
    }
    ;(message[field] as Record<string, unknown>)[key] = value
  } else message[field] = decodeOne(kind, raw)
}

function decodeOne(kind: string, raw: Raw): unknown {
  if (kind === 'int') return raw
  if (kind === 'bool') return raw !== 0
  if (kind === 'bytes') return raw
  if (kind === 'string') return Buffer.from(raw as Uint8Array).toString('utf8')
  return decode(kind as MessageName, raw as Uint8Array)
}

function encodeOne(number: number, kind: string, value: unknown): Uint8Array[] {
  if (kind === 'int' || kind === 'bool') {
    return [varint(number * 8 + varintType), varint(Number(value))]
  }
  const bytes =
    kind === 'string'
      ? Buffer.from(value as string, 'utf8')
      : kind === 'bytes'
        ? (value as Uint8Array)
        : encode(kind as MessageName, value as Draft<MessageName>)
  return [varint(number * 8 + lengthType), varint(bytes.length), bytes]
}

function encodeEntry(number: number, kind: string, [key, value]: [string, unknown]): Uint8Array[] {
  const entry = Buffer.concat([...encodeOne(1, 'string', key), ...encodeOne(2, kind, value)])
  return encodeOne(number, 'bytes', entry)
}

/** Numbers of 0 to 2^53; the protocol sends nothing else that we read. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80)
    rest = Math.floor(rest / 0x80)
  }
  bytes.push(rest)
  return Uint8Array.from(bytes)
}

function fieldsOf(name: MessageName): [string, Field][] {
  return Object.entries(messages[name] as Record<string, Field>)
}

type Raw = number | Uint8Array

class Reader {
  #at = 0
  readonly #bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  atEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  varint(): number {
    let value = 0
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new RangeError('protobuf: the message ends inside a number')
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }

  /** One value of the given wire type; fixed-width ones are only ever skipped. */
  value(wireType: number): Raw {
    if (wireType === varintType) return this.varint()
    if (wireType === lengthType) return this.#take(this.varint())
    if (wireType === 1) return this.#take(8)
    if (wireType === 5) return this.#take(4)
    throw new RangeError(`protobuf: wire type ${wireType} is not known`)
  }

  #take(length: number): Uint8Array {
    const from = this.#at
    this.#at += length
    if (this.#at > this.#bytes.length) throw new RangeError('protobuf: the message is cut short')
    return this.#bytes.subarray(from, this.#at)
  }
}
