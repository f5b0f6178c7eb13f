// The calls about resources: decode, let the engine answer, encode.
import type { Message, RpcHandlers } from '../wire/messages.ts'
import { applyChange } from './apply.ts'
import { refuse, toAttributePath, toWire } from './diagnostics.ts'
import { importResource } from './import.ts'
import { planChange } from './plan.ts'
import { readResource } from './read.ts'
import type { Kept } from './read.ts'
import { answered, dynamic, objectFrom } from './session.ts'
import type { Session } from './session.ts'
import { upgrade } from './upgrade.ts'
import { validate } from './validate.ts'

type Calls = Pick<
  RpcHandlers,
  | 'ValidateResourceConfig'
  | 'UpgradeResourceState'
  | 'ReadResource'
  | 'PlanResourceChange'
  | 'ApplyResourceChange'
  | 'ImportResourceState'
  | 'MoveResourceState'
>

export function resourceCalls(session: Session): Calls {
  const { log } = session
  return {
    ValidateResourceConfig: ({ type_name, config }) =>
      answered(log, () => {
        const { attributes } = session.resource(type_name)
        return {
          diagnostics: validate(attributes, objectFrom(config, attributes) ?? {}).map(toWire),
        }
      }),
    UpgradeResourceState: ({ type_name, raw_state }) =>
      answered(log, () => {
        const { attributes } = session.resource(type_name)
        return {
          upgraded_state: { json: upgrade(raw_state?.json ?? new Uint8Array(), attributes) },
        }
      }),
    ReadResource: ({ type_name, current_state, private: kept }) =>
      answered(
        log,
        async () => {
          const resource = session.resource(type_name)
          const before = objectFrom(current_state, resource.attributes) ?? {}
          const found = await readResource(session.client(), resource, before)
          return {
            new_state: dynamic(found?.state ?? null, resource.attributes),
            private: keep(found),
          }
        },
        { ...(current_state && { new_state: current_state }), private: kept },
      ),
    PlanResourceChange: (request) => answered(log, () => plan(session, request)),
    ApplyResourceChange: (request) =>
      answered(log, () => apply(session, request), {
        ...(request.prior_state && { new_state: request.prior_state }),
      }),
    ImportResourceState: ({ type_name, id }) =>
      answered(log, async () => {
        const resource = session.resource(type_name)
        const found = await importResource(session.client(), resource, id)
        const state = dynamic(found.state, resource.attributes)
        return { imported_resources: [{ type_name, state, private: keep(found) }] }
      }),
    MoveResourceState: ({ source_type_name, target_type_name }) =>
      answered(log, () =>
        refuse(
          'State cannot be moved',
          `A ${source_type_name} does not become a ${target_type_name}. Use \`removed\` and \`import\` blocks instead.`,
        ),
      ),
  }
}

function plan(session: Session, request: Message<'PlanResourceChange.Request'>) {
  const { type_name, config, prior_state, proposed_new_state, prior_private } = request
  const resource = session.resource(type_name)
  const { attributes } = resource
  const isDelete = objectFrom(proposed_new_state, attributes) === null
  if (isDelete) return { planned_state: dynamic(null, attributes), planned_private: prior_private }
  const prior = objectFrom(prior_state, attributes)
  const { planned, requiresReplace } = planChange(
    resource,
    objectFrom(config, attributes) ?? {},
    prior,
  )
  return {
    planned_state: dynamic(planned, attributes),
    requires_replace: requiresReplace.map(toAttributePath),
    planned_private: prior_private,
  }
}

async function apply(session: Session, request: Message<'ApplyResourceChange.Request'>) {
  const { type_name, prior_state, planned_state, planned_private } = request
  const resource = session.resource(type_name)
  const { attributes } = resource
  const { after, diagnostics } = await applyChange(session.client(), resource, {
    prior: objectFrom(prior_state, attributes),
    planned: objectFrom(planned_state, attributes),
    revision: revisionOf(planned_private),
  })
  return {
    new_state: dynamic(after?.state ?? null, attributes),
    private: keep(after),
    diagnostics: diagnostics.map(toWire),
  }
}

function keep(kept: Kept | null): Uint8Array {
  return Buffer.from(
    kept?.revision === undefined ? '' : JSON.stringify({ revision: kept.revision }),
  )
}

function revisionOf(kept: Uint8Array): number | undefined {
  if (kept.length === 0) return undefined
  return (JSON.parse(Buffer.from(kept).toString('utf8')) as { revision?: number }).revision
}
