// `@reeve/agent/handler`: what modules of handlers import. It is loaded into each thread, so it loads nothing else.
// JavaScript with checked JSDoc types, so that Node 20 loads this same file from src and from dist without a loader.

/** @import { Handler } from './handler.ts' */

/**
 * Says no more than its argument; it is there for the types. A module exports one or more of them.
 * @template [Payload=unknown]
 * @param {Handler<Payload>} handler
 * @returns {Handler<Payload>}
 */
export function defineHandler(handler) {
  return handler
}
