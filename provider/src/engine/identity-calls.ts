// The calls about what a resource is known by, beside its state.
import type { Draft, RpcHandlers } from '../wire/messages.ts'
import { identitySchema, upgradeIdentity } from './identity.ts'
import { answered } from './session.ts'
import type { Session } from './session.ts'

type Calls = Pick<RpcHandlers, 'GetResourceIdentitySchemas' | 'UpgradeResourceIdentity'>

export function identityCalls(session: Session): Calls {
  const { log, model } = session
  return {
    GetResourceIdentitySchemas: () => {
      const schemas: Record<string, Draft<'IdentitySchema'>> = {}
      for (const resource of Object.values(model.resources)) {
        const schema = identitySchema(resource)
        if (schema) schemas[resource.name] = schema
      }
      return { identity_schemas: schemas }
    },
    UpgradeResourceIdentity: (request) =>
      answered(log, () => ({
        upgraded_identity: upgradeIdentity(session.resource(request.type_name), request),
      })),
  }
}
