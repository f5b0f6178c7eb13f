// Reads what a flag names: a file, or stdin as `-`.
import { readFile } from 'node:fs/promises'
import { type Io, readAll, UsageError } from './io.ts'

export async function textFrom(file: string, { stdin }: Io): Promise<string> {
  if (file === '-') return readAll(stdin)
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read: ${error.code}.`)
  })
}

/** A JSON object. */
export async function objectFrom(file: string, io: Io): Promise<Record<string, unknown>> {
  const text = await textFrom(file, io)
  const name = file === '-' ? 'stdin' : file
  const value = parsed(text, name)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new UsageError(`${name} holds no JSON object.`)
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${(error as Error).message}.`)
  }
}
