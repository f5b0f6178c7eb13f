// `npm run provider:install [-- --dir DIR]`: puts the provider where a plain `terraform init` finds it, offline.
import { resolve } from 'node:path'
import { shortAddress } from '../address.ts'
import { command } from './command.ts'
import { defaultDir, installProvider } from './mirror.ts'
import type { Installed } from './mirror.ts'
import { devOverrides, filesystemMirror } from './settings.ts'

const usage = `npm run provider:install [-- --dir DIR]

Installs the Reeve provider for Terraform and OpenTofu. Without --dir it goes to ${defaultDir()},
where both find it without any configuration.
`

const caveat =
  'This version was installed before with other content. Where `terraform init` ran with it, the lock file\n' +
  'still holds the old checksum: remove .terraform.lock.hcl there, or run `terraform init -upgrade`.'

await command(usage, { dir: { type: 'string' } }, async ({ dir }) =>
  explain(await installProvider(typeof dir === 'string' ? resolve(dir) : undefined)),
)

function explain({ dir, version, files, replaced }: Installed): string {
  const implied = dir === defaultDir()
  const sentences = [
    `Installed the Reeve provider ${version}:`,
    ...files.map((file) => `  ${file}`),
    '',
    implied
      ? `\`terraform init\` and \`tofu init\` find it there with  source = "${shortAddress}".`
      : 'To have Terraform look there, put this into ~/.terraformrc (or the file TF_CLI_CONFIG_FILE names):',
    ...(implied
      ? ['A provider_installation block in ~/.terraformrc switches that off; then it must say:']
      : []),
    '',
    filesystemMirror(dir),
    '',
    'To try a change of the provider without `terraform init`:',
    '',
    devOverrides(files[0]!),
    ...(replaced ? ['', caveat] : []),
  ]
  return sentences.join('\n')
}
