// `npm run bench -- NAME [--json] [--quick]`: runs a benchmark and prints its figures.
import { parseArgs } from 'node:util'
import type { Bench } from './bench.ts'
import { submit } from './submit.ts'

const benches: Record<string, Bench> = { submit }

const usage = `npm run bench -- NAME [--json] [--quick]

${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(10)}${about}`)
  .join('\n')}

--quick takes few and short rounds; with --json the last line is one JSON object.
`

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
    const { figures, ratios } = await bench.run({ quick: values.quick ?? false })
    for (const [key, value] of Object.entries({ ...figures, ...ratios })) {
      console.log(`${key.padEnd(36)}${value}`)
    }
    if (values.json) console.log(JSON.stringify({ bench: name, figures, ratios }))
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
