// The lines for ~/.terraformrc that make Terraform and OpenTofu look where the provider was put.
import { dirname } from 'node:path'
import { addresses, shortAddress } from '../address.ts'

const ours = `[${addresses.map((address) => JSON.stringify(address)).join(', ')}]`

/** Without `exclude` Terraform would ask the network as well, and fail without one. */
const others = ['  direct {', `    exclude = ${ours}`, '  }']

export function filesystemMirror(dir: string): string {
  return installation(['  filesystem_mirror {', `    path    = ${JSON.stringify(dir)}`])
}

export function networkMirror(url: string): string {
  return installation(['  network_mirror {', `    url     = ${JSON.stringify(url)}`])
}

export function devOverrides(file: string): string {
  return [
    'provider_installation {',
    `  dev_overrides { ${JSON.stringify(shortAddress)} = ${JSON.stringify(dirname(file))} }`,
    '  direct {}',
    '}',
  ].join('\n')
}

function installation(source: string[]): string {
  const lines = [...source, `    include = ${ours}`, '  }', ...others]
  return ['provider_installation {', ...lines, '}'].join('\n')
}
