// A zip file of which the bytes depend on its content alone: no clock, no owner, no order but the given one.
import { crc32, deflateRawSync } from 'node:zlib'

export interface Entry {
  name: string
  bytes: Buffer
  executable?: boolean
}

/** Small files are stored: a deflated one would have other bytes with another version of zlib. */
const worthDeflating = 1 << 20
/** 1 January 1980, the first day that a zip can name. */
const date = 0x21
const utf8 = 0x0800
const madeOnUnix = (3 << 8) | 20
const version = 20

export function zip(entries: Entry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { head, name, data } = packed(entry)
    parts.push(local(head), name, data)
    directory.push(central(head, entry, offset), name)
    offset += 30 + name.length + data.length
  }
  return Buffer.concat([...parts, ...directory, end(entries.length, directory, offset)])
}

interface Packed {
  /** What both headers say of it. */
  head: Buffer
  name: Buffer
  data: Buffer
}

function packed({ name: text, bytes }: Entry): Packed {
  const deflated = bytes.length >= worthDeflating
  const data = deflated ? deflateRawSync(bytes) : bytes
  const name = Buffer.from(text, 'utf8')
  const head = Buffer.alloc(26)
  head.writeUInt16LE(version, 0)
  head.writeUInt16LE(utf8, 2)
  head.writeUInt16LE(deflated ? 8 : 0, 4)
  head.writeUInt16LE(date, 8)
  head.writeUInt32LE(crc32(bytes), 10)
  head.writeUInt32LE(data.length, 14)
  head.writeUInt32LE(bytes.length, 18)
  head.writeUInt16LE(name.length, 22)
  return { head, name, data }
}

function local(head: Buffer): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head])
}

function central(head: Buffer, { executable }: Entry, offset: number): Buffer {
  const [before, after] = [Buffer.alloc(6), Buffer.alloc(14)]
  before.write('PK\x01\x02', 'latin1')
  before.writeUInt16LE(madeOnUnix, 4)
  const mode = executable ? 0o100755 : 0o100644
  after.writeUInt32LE(mode * 0x10000, 6)
  after.writeUInt32LE(offset, 10)
  return Buffer.concat([before, head, after])
}

function end(count: number, directory: Buffer[], offset: number): Buffer {
  const record = Buffer.alloc(22)
  record.write('PK\x05\x06', 'latin1')
  record.writeUInt16LE(count, 8)
  record.writeUInt16LE(count, 10)
  record.writeUInt32LE(Buffer.concat(directory).length, 12)
  record.writeUInt32LE(offset, 16)
  return record
}
