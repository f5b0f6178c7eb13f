// Enrolment with the token of a Kubernetes service account. The cluster renews the file, so it is read each time.
import { readFile } from 'node:fs/promises'
import { ConfigError } from '../errors.ts'
import type { Method } from './method.ts'

export const serviceAccount: Method = {
  method: 'service_account',
  async proof({ config }) {
    const path = config.service_account_token_file!
    try {
      return { token: (await readFile(path, 'utf8')).trim() }
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException
      throw new ConfigError(
        `The service account token ${path} (AGENT_SERVICE_ACCOUNT_TOKEN_FILE) cannot be read (${code ?? message}): mount a token there that the agent may read.`,
      )
    }
  },
}
