// Bodies as forms: only where the contract has them, which is where another standard asks for it (RFC 7662).
import type { FastifyInstance } from 'fastify'
import { problem } from '../problem.ts'

const form = 'application/x-www-form-urlencoded'

/** Fields as a JSON object would have them; of a field that is there twice the last counts. */
export function installForms(app: FastifyInstance): void {
  app.addContentTypeParser(form, { parseAs: 'string' }, (request, body, done) => {
    const { operation } = request.routeOptions.config
    if (operation?.forms) done(null, Object.fromEntries(new URLSearchParams(String(body))))
    else done(problem('wrong-media-type', 'Send the body as application/json.'))
  })
}
