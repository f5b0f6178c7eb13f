// The HTTP side of the broker: Fastify with the contract bound to it.
import { randomUUID } from 'node:crypto'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Process } from '../broker/handlers.ts'
import type { Polls } from '../carriers/poll.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { handlersOf } from '../handlers.ts'
import type { Followers } from '../jobs/events/followers.ts'
import type { SigningKeys } from '../identity/keys.ts'
import type { Principals } from '../identity/principals.ts'
import type { Sessions } from '../identity/sessions.ts'
import type { Vault } from '../identity/vault.ts'
import { withoutRedaction } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { authenticator } from './authenticate.ts'
import { serve } from './contract.ts'
import { installDocuments } from './documents.ts'
import { installHeaders, malformed } from './headers.ts'
import { installProblems, unreadable } from './problem.ts'
import { requestLog } from './request-log.ts'
import { createRunner } from './run.ts'
import { installValidators } from './validators.ts'

interface Parts {
  config: Config
  log: Logger
  db: Database
  vault: Vault
  principals: Principals
  sessions: Sessions
  polls: Polls
  followers: Followers
  keys: SigningKeys
  process: Process
  metrics: Metrics
}

export async function createHttp(parts: Parts): Promise<FastifyInstance> {
  const { config, log, db, vault, principals, sessions, polls, followers, keys, process, metrics } =
    parts
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }), // one line per request, written below
    childLoggerFactory: requestLog,
    bodyLimit: 1_048_576,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    genReqId: () => randomUUID(),
    clientErrorHandler: malformed,
    frameworkErrors: unreadable,
    http: { requireHostHeader: false }, // Node would answer by itself, without our headers; we check it
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 300 },
  }) as unknown as FastifyInstance
  app.removeContentTypeParser('text/plain') // Fastify's own: a body is JSON or refused
  installHeaders(app)
  installProblems(app)
  installValidators(app)
  observe(app, metrics, withoutRedaction(log))
  await installDocuments(app)
  const runner = createRunner({
    db,
    vault,
    principals,
    authenticate: authenticator(principals, sessions),
  })
  serve(
    app,
    handlersOf({
      db,
      vault,
      process,
      keys,
      sessions,
      polls,
      followers,
      metrics,
    }),
    runner,
  )
  limitDrain(app, config.drainSeconds)
  await app.ready()
  return app
}

/** One line and one measurement per request. Never a body, a query or a credential. */
function observe(app: FastifyInstance, { requests }: Metrics, log: Logger): void {
  app.addHook('onResponse', (request, reply, done) => {
    const operation = request.routeOptions.config.operation?.operationId ?? 'unknown'
    requests.observe({ operation, status: reply.statusCode }, reply.elapsedTime / 1000)
    const { tenant } = (request.params ?? {}) as { tenant?: string }
    const named = tenant !== undefined && nameForm.test(tenant)
    const fields = {
      reqId: request.id,
      operation,
      ...(named && { tenant }),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    }
    log.info(fields, 'request')
    done()
  })
}

/** A slug or an id. What people paste into a path by mistake, such as a token, is not logged. */
const nameForm = /^[a-z0-9-]{1,63}$/

/** Closing waits for requests that run, but not for ever. */
function limitDrain(app: FastifyInstance, seconds: number): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
    setTimeout(() => app.server.closeAllConnections(), seconds * 1000).unref()
  })
  // Closing waits for every connection, so none is kept alive for another request.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
}
