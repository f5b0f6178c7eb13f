// What tests and other programs see of the command line.
export type { Io, Sink } from './io.ts'
export { run } from './run.ts'
