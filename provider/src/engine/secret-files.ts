// Files for secrets that an action makes: nobody else can read them, and none is there half written.
import { open, rename, rm } from 'node:fs/promises'
import type { ObjectValue } from '../wire/values.ts'
import { refuse } from './diagnostics.ts'
import type { Json } from './model.ts'

export interface SecretFiles extends AsyncDisposable {
  /** Puts each secret of an answer into its file and tells the files' names. */
  keep(answer: Record<string, Json>): Promise<string[]>
}

/** Beside its place first, under another name, so that what cannot be written is known before there is a secret. */
export async function createSecretFiles(
  secrets: string[],
  config: ObjectValue,
): Promise<SecretFiles> {
  const targets = secrets.map((secret) => [secret, config[`${secret}_file`] as string] as const)
  const draft = (file: string) => `${file}.${process.pid}`
  for (const [secret, file] of targets) {
    const opened = await open(draft(file), 'wx', 0o600).catch((error: unknown) =>
      refuse('The file cannot be written', (error as Error).message, [`${secret}_file`]),
    )
    await opened.close()
  }
  return {
    async keep(answer) {
      for (const [secret, file] of targets) {
        const opened = await open(draft(file), 'w', 0o600)
        await opened.writeFile(`${answer[secret] as string}\n`)
        await opened.close()
        await rename(draft(file), file)
      }
      return targets.map(([, file]) => file)
    },
    async [Symbol.asyncDispose]() {
      for (const [, file] of targets) await rm(draft(file), { force: true })
    },
  }
}
