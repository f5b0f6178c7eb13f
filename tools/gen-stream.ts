// The TypeScript types of the agents' stream, from agent.proto.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bin } from './gen-contract.ts'

const target = 'openapi/generated/agent'

export async function stream(): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-gen-'))
  try {
    await bin(
      '@grpc/proto-loader',
      'proto-loader-gen-types',
      [
        '--longs=Number',
        '--keepCase',
        '--oneofs',
        '--defaults',
        '--grpcLib=@grpc/grpc-js',
        '--targetFileExtension=.ts',
        '--importFileExtension=.ts',
        `--outDir=${folder}`,
        'openapi/agent.proto',
      ],
      'openapi',
    )
    const files = (await readdir(folder, { recursive: true })).filter((file) =>
      file.endsWith('.ts'),
    )
    const made = new Map<string, string>()
    for (const file of files.toSorted())
      made.set(`${target}/${file}`, await readFile(join(folder, file), 'utf8'))
    return made
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
