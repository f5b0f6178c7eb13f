// What is signed, as bytes that can be read in one way only: a domain, then fields, each with its length before it.

export type Field = string | Uint8Array | null | readonly string[]

const text = new TextEncoder()
const nothing = 0xffffffff

/** Where a transcript is written before its length is known; a million events are hashed in one go. */
let room = new Uint8Array(4096)

/** `domain` says what the signature is for, so that one for another purpose is worth nothing here. */
export function transcript(domain: string, fields: readonly Field[]): Uint8Array {
  let end = put(0, domain)
  for (const field of fields) end = put(end, field)
  return room.slice(0, end)
}

/** Null is not the empty text; a list is its count and then its items. Returns where the next field goes. */
function put(at: number, field: Field): number {
  if (field === null) return putNumber(at, nothing)
  if (typeof field === 'string') return putText(at, field)
  const end = putNumber(at, field.length)
  if (field instanceof Uint8Array) {
    makeRoom(end + field.length)
    room.set(field, end)
    return end + field.length
  }
  return field.reduce(putText, end)
}

function putNumber(at: number, value: number): number {
  makeRoom(at + 4)
  for (let byte = 0; byte < 4; byte++) room[at + byte] = value >>> (24 - 8 * byte)
  return at + 4
}

function putText(at: number, value: string): number {
  const start = at + 4
  makeRoom(start + 3 * value.length)
  let end = start
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index)
    if (code > 0x7f) return putUnicode(at, value)
    room[end++] = code
  }
  putNumber(at, end - start)
  return end
}

function putUnicode(at: number, value: string): number {
  // A lone surrogate would be replaced, and two texts would have one signature.
  if (/\p{Cs}/u.test(value)) throw new TypeError('text that is signed must be well-formed Unicode')
  const { written } = text.encodeInto(value, room.subarray(at + 4))
  return putNumber(at, written) + written
}

function makeRoom(length: number): void {
  if (room.length >= length) return
  const before = room
  room = new Uint8Array(2 * length)
  room.set(before)
}
