// `npm run provider:package [-- --dir DIR] [--standalone]`: makes what is published, and says what to do with it.
import { join, resolve } from 'node:path'
import { command } from './command.ts'
import { packaged } from './platform.ts'
import { defaultReleaseDir, makeRelease } from './release.ts'
import type { Release } from './release.ts'
import { filesystemMirror, networkMirror } from './settings.ts'

const usage = `npm run provider:package [-- --dir DIR] [--standalone]

Makes a zip of the Reeve provider for each of ${packaged.join(', ')},
with checksums, as a registry takes them and as a mirror. Without --dir they go to ${defaultReleaseDir}.
--standalone puts a single executable, which needs no Node, into the zip of this machine's platform (Linux).
`

const options = { dir: { type: 'string' }, standalone: { type: 'boolean' } } as const

await command(usage, options, async ({ dir, standalone }) =>
  explain(
    await makeRelease(typeof dir === 'string' ? resolve(dir) : undefined, standalone === true),
  ),
)

function explain({ version, registry, mirror, standalone }: Release): string {
  const sums = join(registry, `terraform-provider-reeve_${version}_SHA256SUMS`)
  return [
    `Packaged the Reeve provider ${version}.`,
    standalone
      ? `The zip of ${standalone} holds a single executable; the others need Node 20.19 or later.`
      : 'It needs Node 20.19 or later where it runs.',
    '',
    `A registry takes the files in ${registry}, once you have signed the sums:`,
    '',
    `  gpg --detach-sign ${sums}`,
    '',
    `A mirror is in ${mirror}. As a folder:`,
    '',
    filesystemMirror(mirror),
    '',
    'Served over https by any server of files:',
    '',
    networkMirror('https://YOUR-SERVER/'),
  ].join('\n')
}
