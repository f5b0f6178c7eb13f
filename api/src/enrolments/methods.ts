// Every way in, by its name.
import { agentToken } from './agent-token.ts'
import { bootstrapToken } from './bootstrap-token.ts'
import { launchToken } from './launch-token.ts'
import { apiKey } from './api-key.ts'
import { certificate } from './certificate.ts'
import { hmac } from './hmac.ts'
import { serviceAccount } from './service-account.ts'
import type { Method, MethodName } from './method.ts'

export const methods: Record<MethodName, Method> = {
  agent_token: agentToken,
  hmac,
  bootstrap_token: bootstrapToken,
  launch_token: launchToken,
  service_account: serviceAccount,
  certificate,
  api_key: apiKey,
}
