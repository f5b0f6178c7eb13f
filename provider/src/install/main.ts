// `npm run provider:install [-- --dir DIR]`: puts the provider where a plain `terraform init` finds it, offline.
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { hosts, shortAddress } from '../address.ts'
import { defaultDir, installProvider } from './mirror.ts'
import type { Installed } from './mirror.ts'

const usage = `npm run provider:install [-- --dir DIR]

Installs the Reeve provider for Terraform and OpenTofu. Without --dir it goes to ${defaultDir()},
where both find it without any configuration.
`

const caveat =
  'This version was installed before with other content. Where `terraform init` ran with it, the lock file\n' +
  'still holds the old checksum: remove .terraform.lock.hcl there, or run `terraform init -upgrade`.'

process.exitCode = await main()

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: { dir: { type: 'string' }, help: { type: 'boolean' } },
    })
    const dir = values.dir === undefined ? undefined : resolve(values.dir)
    process.stdout.write(values.help ? usage : explain(await installProvider(dir)))
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return error instanceof TypeError ? 2 : 1 // parseArgs throws TypeErrors
  }
}

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
    mirrorBlock(dir),
    '',
    'To try a change of the provider without `terraform init`:',
    '',
    overrideBlock(files[0]!),
    ...(replaced ? ['', caveat] : []),
  ]
  return `${sentences.join('\n')}\n`
}

/** Without `exclude` Terraform would ask the network as well, and fail without one. */
function mirrorBlock(dir: string): string {
  const ours = hosts.map((host) => JSON.stringify(`${host}/${shortAddress}`)).join(', ')
  return [
    'provider_installation {',
    '  filesystem_mirror {',
    `    path    = ${JSON.stringify(dir)}`,
    `    include = [${ours}]`,
    '  }',
    '  direct {',
    `    exclude = [${ours}]`,
    '  }',
    '}',
  ].join('\n')
}

function overrideBlock(file: string): string {
  return [
    'provider_installation {',
    `  dev_overrides { ${JSON.stringify(shortAddress)} = ${JSON.stringify(dirname(file))} }`,
    '  direct {}',
    '}',
  ].join('\n')
}
