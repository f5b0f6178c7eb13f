// SQL as constants: a statement names its parameters and takes their values straight from the contract's objects.
import { createHash } from 'node:crypto'

/** A statement whose rows are `Row`. Its type parameter is a promise that a test checks against the contract. */
export interface Statement<Row> {
  readonly text: string
  /** Parameter names in the order of $1, $2 … */
  readonly names: readonly string[]
  /** Name under which the server keeps its plan; the same text has the same name. */
  readonly name: string
  readonly row?: Row
}

/** Every statement of the program, so that a test can PREPARE them all against the migrated schema. */
export const statements: Array<Statement<unknown>> = []

/**
 * sql`select … where id = ${'id'}` – each hole holds the *name* of a parameter. A name used twice is one
 * parameter. A hole may also hold a piece made by `piece` (a list of columns that several statements share).
 */
export function sql<Row>(
  parts: TemplateStringsArray,
  ...holes: Array<string | Piece>
): Statement<Row> {
  const names: string[] = []
  const text = parts.reduce(
    (left, part, index) => `${left}${hole(holes[index - 1]!, names)}${part}`,
  )
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32)
  const statement = { text, names, name }
  statements.push(statement)
  return statement
}

/** A constant piece of SQL, for columns that several statements share. Never made from input. */
export interface Piece {
  readonly piece: string
}

export function piece(parts: TemplateStringsArray, ...pieces: Piece[]): Piece {
  return { piece: parts.reduce((left, part, index) => `${left}${pieces[index - 1]!.piece}${part}`) }
}

function hole(given: string | Piece, names: string[]): string {
  if (typeof given !== 'string') return given.piece
  if (!names.includes(given)) names.push(given)
  return `$${names.indexOf(given) + 1}`
}

/** The statement's values in order; a value that is not given is an error of the program. */
export function valuesOf(statement: Statement<unknown>, values: object): unknown[] {
  return statement.names.map((name) => {
    const value = (values as Record<string, unknown>)[name]
    if (value === undefined) throw new Error(`no value for parameter ${name} in: ${statement.text}`)
    return value
  })
}
