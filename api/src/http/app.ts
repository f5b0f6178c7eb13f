// The HTTP side of the broker: Fastify with the contract bound to it.
import { randomUUID } from 'node:crypto'
import type https from 'node:https'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { type HandlerParts, handlersOf } from '../handlers.ts'
import type { Principals } from '../identity/principals.ts'
import { withoutRedaction } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { problem } from '../problem.ts'
import type { Tls } from '../tls/reload.ts'
import { keepFresh, optionsOf } from '../tls/server.ts'
import { authenticator } from './authenticate.ts'
import { serve } from './contract.ts'
import { installDocuments } from './documents.ts'
import { installForms } from './forms.ts'
import { installHeaders, malformed } from './headers.ts'
import { installProblems, unreadable } from './problem.ts'
import { requestLog } from './request-log.ts'
import { createRunner } from './run.ts'
import { installSerializers } from './serializers.ts'
import { installValidators } from './validators.ts'

interface Parts extends HandlerParts {
  config: Config
  log: Logger
  principals: Principals
  tls: Tls | undefined
}

/** Node would answer by itself, without our headers; we check it. */
const answering = { requireHostHeader: false }

export async function createHttp(parts: Parts): Promise<FastifyInstance> {
  const { config, log, db, vault, principals, metrics, tls } = parts
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }), // one line per request, written below
    childLoggerFactory: requestLog,
    bodyLimit: 1_048_576,
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    genReqId: () => randomUUID(),
    clientErrorHandler: malformed,
    frameworkErrors: unreadable,
    ...(tls ? { https: { ...optionsOf(tls), ...answering } } : { http: answering }),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 300 },
  }) as unknown as FastifyInstance
  if (tls) keepFresh(app.server as https.Server, tls)
  app.removeContentTypeParser('text/plain') // Fastify's own: a body is JSON or refused
  installForms(app)
  installHeaders(app)
  installProblems(app)
  installValidators(app)
  installSerializers(app)
  observe(app, metrics, withoutRedaction(log))
  await installDocuments(app)
  const runner = createRunner({
    db,
    vault,
    principals,
    authenticate: authenticator({ principals, ...parts.trust }),
  })
  serve(app, handlersOf(parts), runner)
  if (config.adminSecret === undefined) without(app, 'authenticateAdmin')
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

/** An operation that this broker was not set up for is as any path that there is not. */
function without(app: FastifyInstance, operationId: string): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const own = request.routeOptions.config.operation?.operationId === operationId
    const { method, url } = request
    done(own ? problem('not-found', `There is no ${method} ${url.split('?')[0]}.`) : undefined)
  })
}

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
