// What a stream is sent. An agent that does not read it is read no further and given nothing more, so that what it
// leaves lying about has a bound.
import type { Http2Stream } from 'node:http2'
import { constants } from 'node:http2'
import grpc from '@grpc/grpc-js'
import { problems } from '@reeve/openapi'
import type { AgentMessageOutput, BrokerMessage } from '@reeve/openapi/agent'
import type { Problem } from '../problem.ts'

export type Stream = grpc.ServerDuplexStream<AgentMessageOutput, BrokerMessage>

/** What may lie about for one stream, and one message besides. */
const most = { messages: 1024, bytes: 16 << 20 }
/** How long a stream that was ended may take to go before it is cut, in ms. */
const parting = 5_000

export class Outlet {
  readonly stream: Stream
  #bytes = 0
  #ended = false
  #waiting: Array<() => void> = []

  constructor(stream: Stream) {
    this.stream = stream
    stream.on('drain', () => this.#drained())
    stream.on('close', () => this.#drained())
    stream.on('cancelled', () => this.#drained())
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Whether so much lies about that nothing more should be sent. */
  get full(): boolean {
    return this.#bytes > most.bytes || this.stream.writableLength > most.messages
  }

  /** `bytes` are those of what it carries, when that is much. */
  send(message: BrokerMessage, bytes = 0): void {
    if (!this.stream.writable) return
    this.#bytes += bytes
    this.stream.write(message, () => {
      this.#bytes -= bytes
      if (this.#waiting.length > 0 && !this.full) this.#drained()
    })
  }

  /** Resolves when there is room again, or the stream is over. */
  async drained(): Promise<void> {
    const { stream } = this
    while (this.full && !this.#ended && !stream.cancelled && !stream.destroyed)
      await new Promise<void>((resolve) => void this.#waiting.push(resolve))
  }

  /** Ends the stream with the gRPC status of a problem; the code travels as metadata, for programs. */
  fail(why: Problem): void {
    const { stream } = this
    if (stream.destroyed || stream.writableEnded || this.#ended) return
    this.#ended = true
    const metadata = new grpc.Metadata()
    metadata.set('problem-code', why.code)
    const code = grpc.status[problems[why.code].grpc]
    stream.emit('error', { code, details: why.message, metadata })
    this.#drained()
    // The status waits behind what was sent before it: somebody who never reads would keep all of it here.
    const cut = setTimeout(() => httpOf(stream)?.close(constants.NGHTTP2_CANCEL), parting)
    stream.once('finish', () => clearTimeout(cut))
    stream.once('cancelled', () => clearTimeout(cut))
    cut.unref()
  }

  #drained(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** grpc-js has no way to cut a stream from this side; it keeps the HTTP/2 stream where it always was. */
const httpOf = (stream: Stream): Http2Stream | undefined =>
  (stream as unknown as { call?: { stream?: Http2Stream } }).call?.stream
