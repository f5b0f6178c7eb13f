// `moved` blocks over the border of a type or a provider: the same object, held by another name or address.
import type { Draft, Message } from '../wire/messages.ts'
import type { ObjectValue } from '../wire/values.ts'
import { refuse } from './diagnostics.ts'
import { identityOf, toIdentity } from './identity.ts'
import type { Resource } from './model.ts'
import { upgrade } from './upgrade.ts'

type Request = Message<'MoveResourceState.Request'>

/**
 * A resource is taken over from the same type of a provider of this name at another address (another registry, a
 * fork), and from a type that this one was called formerly. All else is another thing.
 */
export function moveState(
  resource: Resource,
  request: Request,
): Draft<'MoveResourceState.Response'> {
  const { source_type_name: from, source_state, source_schema_version } = request
  if (!isSameThing(resource, request))
    refuse(
      'State cannot be moved',
      `A ${from} of ${request.source_provider_address} does not become a ${resource.name}. ` +
        'Use `removed` and `import` blocks instead.',
    )
  const json = upgrade(source_state?.json ?? new Uint8Array(), resource, source_schema_version)
  const state = JSON.parse(Buffer.from(json).toString('utf8')) as ObjectValue
  return {
    target_state: { json },
    target_private: request.source_private,
    target_identity: toIdentity(resource, identityOf(resource, state)),
  }
}

function isSameThing({ name, formerly = [] }: Resource, request: Request): boolean {
  const own = name.split('_')[0]
  const provider = request.source_provider_address.split('/').at(-1)
  return provider === own && [name, ...formerly].includes(request.source_type_name)
}
