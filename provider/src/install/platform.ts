// Terraform's names for the systems and machines that the provider runs on.

const systems: Partial<Record<string, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  freebsd: 'freebsd',
}
const machines: Partial<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  arm: 'arm',
  ia32: '386',
}

/** Where Node 20 or later is to be had. On these the program is the same file. */
export const packaged = [
  'darwin_amd64',
  'darwin_arm64',
  'freebsd_amd64',
  'linux_amd64',
  'linux_arm64',
]

/** Terraform's name of what this Node runs on. */
export function platform(): string {
  const [system, machine] = [systems[process.platform], machines[process.arch]]
  if (!system || !machine) {
    throw new Error(
      `The provider is not supported on ${process.platform} ${process.arch} yet: it is a Node program with a ` +
        'shebang, which needs Linux, macOS or FreeBSD. On Windows, use it in WSL.',
    )
  }
  return `${system}_${machine}`
}
