// Every failure a program may meet: its code, HTTP status, gRPC status and title (RFC 9457).

export const problems = {
  'invalid-request': {
    status: 400,
    grpc: 'INVALID_ARGUMENT',
    title: 'The request does not match the contract',
  },
  unauthenticated: {
    status: 401,
    grpc: 'UNAUTHENTICATED',
    title: 'Credentials are missing or not valid',
  },
  forbidden: {
    status: 403,
    grpc: 'PERMISSION_DENIED',
    title: 'The credentials do not grant this',
  },
  'not-found': { status: 404, grpc: 'NOT_FOUND', title: 'No such resource' },
  'name-taken': {
    status: 409,
    grpc: 'ALREADY_EXISTS',
    title: 'Another resource has this name',
  },
  conflict: {
    status: 409,
    grpc: 'FAILED_PRECONDITION',
    title: 'The resource is not in a state that allows this',
  },
  'token-spent': {
    status: 401,
    grpc: 'UNAUTHENTICATED',
    title: 'The token was used up, expired or revoked',
  },
  'in-use': {
    status: 409,
    grpc: 'FAILED_PRECONDITION',
    title: 'Others depend on this resource',
  },
  stale: { status: 412, grpc: 'ABORTED', title: 'The resource changed since it was read' },
  'too-large': { status: 413, grpc: 'RESOURCE_EXHAUSTED', title: 'The body is over the limit' },
  'wrong-media-type': { status: 415, grpc: 'INVALID_ARGUMENT', title: 'The body is not JSON' },
  'key-reused': {
    status: 422,
    grpc: 'INVALID_ARGUMENT',
    title: 'The Idempotency-Key was used for another request',
  },
  'queue-full': {
    status: 429,
    grpc: 'RESOURCE_EXHAUSTED',
    title: 'The tenant may not queue more',
  },
  'rate-limited': { status: 429, grpc: 'RESOURCE_EXHAUSTED', title: 'Too many requests' },
  unavailable: { status: 503, grpc: 'UNAVAILABLE', title: 'The broker cannot answer now' },
  internal: { status: 500, grpc: 'INTERNAL', title: 'The broker failed' },
} as const

export type ProblemCode = keyof typeof problems
