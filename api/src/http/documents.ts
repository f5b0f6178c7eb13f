// The contract itself, and a page to browse it.
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { document } from '@reeve/openapi'
import type { FastifyInstance } from 'fastify'

/** The contract changes only with the broker's version, so it may be kept for a while. */
const cacheable = 'public, max-age=300'

export async function installDocuments(app: FastifyInstance): Promise<void> {
  await app.register(swagger, { mode: 'static', specification: { document: document as never } })
  app.get('/openapi.json', (_, reply) =>
    reply.header('cache-control', cacheable).send(app.swagger()),
  )
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: { docExpansion: 'none', deepLinking: true, tryItOutEnabled: false },
  })
}
