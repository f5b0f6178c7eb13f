// Every way to prove who the agent is, by its name.
import { agentToken } from './agent-token.ts'
import { apiKey } from './api-key.ts'
import { bootstrapToken } from './bootstrap-token.ts'
import { certificate } from './certificate.ts'
import { hmac } from './hmac.ts'
import { launchToken } from './launch-token.ts'
import type { Method, MethodName } from './method.ts'
import { serviceAccount } from './service-account.ts'

export const methods: Record<MethodName, Method> = {
  agent_token: agentToken,
  hmac,
  bootstrap_token: bootstrapToken,
  launch_token: launchToken,
  service_account: serviceAccount,
  certificate,
  api_key: apiKey,
}
