// Takes a file apart into lines, each with its newline gone, whatever the pieces in which it is read.
import { isUtf8 } from 'node:buffer'

/** No line that a broker writes is longer. */
const longest = 1 << 20

/** A line's text; undefined where it is none: not UTF-8, too long, or without a newline at its end. */
export async function* linesOf(
  chunks: AsyncIterable<string | Uint8Array>,
): AsyncGenerator<string | undefined, void, undefined> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, Buffer.from(chunk as Uint8Array)])
    let start = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      yield textOf(bytes.subarray(start, end))
      start = end + 1
    }
    rest = bytes.subarray(start)
    if (rest.length > longest) return yield undefined
  }
  if (rest.length > 0) yield undefined
}

const textOf = (line: Buffer): string | undefined =>
  line.length <= longest && isUtf8(line) ? line.toString('utf8') : undefined
