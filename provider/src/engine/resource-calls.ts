// The calls about resources: decode, let the engine answer, encode.
import type { Message, RpcAnswer, RpcHandlers } from '../wire/messages.ts'
import { applyDelivered, lookAfter, planDelivery } from './deliver.ts'
import { toAttributePath, toWire } from './diagnostics.ts'
import { generate } from './generate.ts'
import { identityFrom, identityOf, toIdentity } from './identity.ts'
import { importResource } from './import.ts'
import { moveState } from './move.ts'
import { planChange } from './plan.ts'
import { readResource } from './read.ts'
import type { Kept } from './read.ts'
import { forewarning, isDue } from './rotate.ts'
import { answered, deferred, dynamic, objectFrom } from './session.ts'
import type { Session } from './session.ts'
import { tried } from './trial-calls.ts'
import { upgrade } from './upgrade.ts'
import { validate } from './validate.ts'
import { givenOnly, validateWriteOnly } from './write-only.ts'

type Calls = Pick<
  RpcHandlers,
  | 'ValidateResourceConfig'
  | 'UpgradeResourceState'
  | 'ReadResource'
  | 'PlanResourceChange'
  | 'ApplyResourceChange'
  | 'ImportResourceState'
  | 'MoveResourceState'
  | 'GenerateResourceConfig'
>

export function resourceCalls(session: Session): Calls {
  const { log } = session
  return {
    ValidateResourceConfig: ({ type_name, config, client_capabilities }) =>
      answered(log, () => {
        const { attributes } = session.resource(type_name)
        const values = objectFrom(config, attributes) ?? {}
        const allowed = client_capabilities?.write_only_attributes_allowed ?? false
        const found = [
          ...validate(attributes, values),
          ...validateWriteOnly(attributes, values, allowed),
        ]
        return { diagnostics: found.map(toWire) }
      }),
    UpgradeResourceState: ({ type_name, version, raw_state }) =>
      answered(log, () => {
        const json = upgrade(raw_state?.json ?? empty, session.resource(type_name), version)
        return { upgraded_state: { json } }
      }),
    ReadResource: (request) => {
      const { current_state, current_identity, private: kept } = request
      const before = { new_state: current_state, new_identity: current_identity, private: kept }
      return answered(log, () => read(session, request, before), before)
    },
    PlanResourceChange: (request) =>
      answered(log, async () => {
        const { diagnostics = [], ...planned } = plan(session, request)
        const answers = await tried(session, request, planned)
        return { ...planned, diagnostics: [...diagnostics, ...answers] }
      }),
    ApplyResourceChange: (request) =>
      answered(log, () => apply(session, request), {
        new_state: request.prior_state,
        new_identity: request.planned_identity,
      }),
    ImportResourceState: ({ type_name, id, identity, client_capabilities }) =>
      answered(log, async () => {
        const resource = session.resource(type_name)
        const later = deferred(session, client_capabilities)
        if (later.deferred) return { ...later, imported_resources: [{ type_name }] }
        const asked = identityFrom(resource, identity) ?? id
        const found = await importResource(session.client(), resource, asked)
        const state = dynamic(found.state, resource.attributes)
        const itself = toIdentity(resource, found.identity)
        const it = { type_name, state, private: keep(found), identity: itself }
        return { imported_resources: [it] }
      }),
    MoveResourceState: (request) =>
      answered(log, () => moveState(session.resource(request.target_type_name), request)),
    GenerateResourceConfig: ({ type_name, state }) =>
      answered(log, () => {
        const { attributes } = session.resource(type_name)
        const config = generate(attributes, objectFrom(state, attributes) ?? {})
        return { config: dynamic(config, attributes) }
      }),
  }
}

const empty = new Uint8Array()

/** What is gone keeps its identity: it is still the same thing that is missed. */
async function read(
  session: Session,
  {
    type_name,
    current_state,
    current_identity,
    client_capabilities,
  }: Message<'ReadResource.Request'>,
  before: RpcAnswer<'ReadResource'>,
): Promise<RpcAnswer<'ReadResource'>> {
  const resource = session.resource(type_name)
  const later = deferred(session, client_capabilities)
  if (later.deferred) return { ...before, ...later }
  const state = objectFrom(current_state, resource.attributes) ?? {}
  const there = await readResource(session.client(), resource, state)
  if (!there)
    return { new_state: dynamic(null, resource.attributes), new_identity: current_identity }
  const { found, diagnostics } = await lookAfter(session.sinks, there)
  return {
    new_state: dynamic(found.state, resource.attributes),
    new_identity: toIdentity(resource, found.identity),
    private: keep(found),
    diagnostics: diagnostics.map(toWire),
  }
}

function plan(
  session: Session,
  request: Message<'PlanResourceChange.Request'>,
): RpcAnswer<'PlanResourceChange'> {
  const { type_name, config, prior_state, proposed_new_state, prior_private, prior_identity } =
    request
  const resource = session.resource(type_name)
  const { attributes } = resource
  const isDelete = objectFrom(proposed_new_state, attributes) === null
  const planned_private = prior_private
  if (isDelete)
    return {
      planned_state: dynamic(null, attributes),
      planned_private,
      planned_identity: prior_identity,
    }
  const prior = objectFrom(prior_state, attributes)
  const { planned, requiresReplace } = planDelivery(
    resource,
    prior,
    planChange(resource, objectFrom(config, attributes) ?? {}, prior),
  )
  return {
    planned_state: dynamic(planned, attributes),
    requires_replace: requiresReplace.map(toAttributePath),
    planned_private,
    // A state of before there were identities has none until it is read.
    planned_identity: prior
      ? (prior_identity ?? toIdentity(resource, identityOf(resource, prior)))
      : undefined,
    ...deferred(session, request.client_capabilities),
    ...(prior &&
      requiresReplace.length === 0 &&
      isDue(resource, prior) && {
        diagnostics: [toWire(forewarning(resource, planned, prior, session.clock()))],
      }),
  }
}

async function apply(session: Session, request: Message<'ApplyResourceChange.Request'>) {
  const { type_name, prior_state, planned_state, config } = request
  const { planned_private, planned_identity } = request
  const resource = session.resource(type_name)
  const { attributes } = resource
  session.trials()?.end()
  const prior = objectFrom(prior_state, attributes)
  const planned = objectFrom(planned_state, attributes)
  const { after, diagnostics } = await applyDelivered(session.client(), session.sinks, resource, {
    prior,
    planned,
    given: givenOnly(attributes, objectFrom(config, attributes) ?? {}, planned, prior),
    revision: revisionOf(planned_private),
    identity: identityFrom(resource, planned_identity),
  })
  return {
    new_state: dynamic(after?.state ?? null, attributes),
    new_identity: toIdentity(resource, after?.identity),
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
