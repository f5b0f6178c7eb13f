// `npm run bench -- NAME [--json] [--quick]`: runs a benchmark and prints its figures.
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Bench } from './bench.ts'
import { agents } from './agents.ts'
import { audit } from './audit.ts'
import { backlog } from './backlog.ts'
import { enqueue } from './enqueue.ts'
import { enrol } from './enrol.ts'
import { fair } from './fair.ts'
import { endWhenInterrupted } from './interruption.ts'
import { jobs } from './jobs.ts'
import { latency } from './latency.ts'
import { plan } from './plan.ts'
import { renew } from './renew.ts'
import { revoke } from './revoke.ts'
import { validate } from './validate.ts'

const benches: Record<string, Bench> = {
  jobs,
  enqueue,
  latency,
  fair,
  backlog,
  agents,
  audit,
  plan,
  renew,
  revoke,
  validate,
  enrol,
}

const usage = `npm run bench -- NAME [--json] [--quick]

${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(10)}${about}`)
  .join('\n')}

--quick takes short rounds; with --json the last line is one JSON object. Ratios are ours / theirs,
or with more / with less where there is no peer.
`

endWhenInterrupted()
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  const [name = ''] = positionals
  const bench = benches[name]
  if (values.help || !bench) {
    const unknown = name && !bench ? `There is no benchmark called ${name}.\n\n` : ''
    process.stdout.write(`${unknown}${usage}`)
    process.exitCode = values.help ? 0 : 2
  } else {
    const say = (line: string) => console.log(`# ${line}`)
    const [cpu] = cpus()
    say(`Node ${process.version}, ${cpus().length} × ${cpu?.model ?? 'unknown processor'}`)
    const { figures, ratios } = await bench.run({ quick: values.quick ?? false, say })
    for (const [key, value] of Object.entries(figures)) console.log(`${key.padEnd(52)}${value}`)
    for (const [key, value] of Object.entries(ratios))
      console.log(`${`ratio ${key}`.padEnd(52)}${value}`)
    if (values.json) console.log(JSON.stringify({ bench: name, figures, ratios }))
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
