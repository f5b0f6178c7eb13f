// Waits for a job and tells how it ended, or how to go on where the waiting ends first.
import { type Schemas, UnreachableError } from '@reeve/openapi'
import { codes } from '../failure.ts'
import { Exit, type Io } from '../io.ts'
import { asJson, plain } from '../output/text.ts'
import type { Connected } from '../session.ts'
import { waitFor } from './wait.ts'

type Job = Schemas['Job']

export interface Waiting {
  json?: boolean
  profile?: string
  timeout?: number
}

export async function follow(
  connection: Connected,
  job: Pick<Job, 'id' | 'tenant'>,
  options: Waiting,
  io: Io,
): Promise<void> {
  const { id, tenant } = job
  const [again, cancel] = ['wait', 'cancel'].map(
    (verb) => `reeve job ${verb} ${id} --tenant ${tenant}`,
  )
  const goesOn = `The job goes on. Wait again: ${again}. Cancel it: ${cancel}.`
  const path = { tenant, job: id }
  const ended = await waitFor(connection.api, path, io, options.timeout ?? Infinity).catch(
    (error: unknown) => {
      if (io.signal?.aborted) {
        io.stderr.write(`Stopped waiting. ${goesOn}\n`)
        throw new Exit(codes.interrupted)
      }
      if (error instanceof UnreachableError) io.stderr.write(`${goesOn}\n`)
      throw error
    },
  )
  if (ended) return end(ended, io, options.json)
  io.stderr.write(`Not ended after ${options.timeout} s. ${goesOn}\n`)
  throw new Exit(codes.overdue)
}

function end(job: Job, { stdout, stderr }: Io, json?: boolean): void {
  const { status, result, error, id } = job
  if (json) stdout.write(`${asJson(job)}\n`)
  else if (status === 'completed') stdout.write(`${asJson(result ?? null)}\n`)
  if (status === 'completed') return
  const where = error?.line === undefined ? '' : ` (line ${error.line})`
  const why = error ? `: ${error.code}: ${error.message}${where}` : ''
  const verb = status === 'cancelled' ? 'was cancelled' : status
  stderr.write(`${plain(`Job ${id} ${verb}${why}`)}\n`)
  throw new Exit(codes.refused)
}
