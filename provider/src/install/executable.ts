// The provider as a single executable: this Node, with the program put into it (Node's "single executable application").
import { execFile } from 'node:child_process'
import { copyFile, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const postject = createRequire(import.meta.url).resolve('postject/dist/cli.js')
/** What Node looks for in its own file. */
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

export async function executableOf(program: string): Promise<Buffer> {
  if (process.platform !== 'linux') {
    throw new Error(
      `A single executable is made on Linux alone, not on ${process.platform}: elsewhere it would have to be signed.`,
    )
  }
  const dir = await mkdtemp(join(tmpdir(), 'reeve-executable-'))
  try {
    return await inject(dir, program)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function inject(dir: string, program: string): Promise<Buffer> {
  const at = (name: string) => join(dir, name)
  const config = {
    main: at('main.cjs'),
    output: at('blob'),
    disableExperimentalSEAWarning: true,
    // Either may make other bytes on another run.
    useSnapshot: false,
    useCodeCache: false,
  }
  await writeFile(config.main, program)
  await writeFile(at('sea.json'), JSON.stringify(config))
  await node('--experimental-sea-config', at('sea.json'))
  await copyFile(process.execPath, at('executable'))
  await chmod(at('executable'), 0o755)
  const blob = [at('executable'), 'NODE_SEA_BLOB', config.output]
  await node(postject, ...blob, '--sentinel-fuse', fuse)
  return readFile(at('executable'))
}

/** Its remarks about sections without a name are of no use to anybody; if it fails, the error has them. */
async function node(...args: string[]): Promise<void> {
  await run(process.execPath, args)
}
