// What the grants of apps and of operators who came by the admin secret mean for our own operations.

const meanings: Record<string, string[]> = {
  'app:launch-tokens:*': ['launch-tokens:write'],
  'app:agents:*': ['agents:write'],
  'app:audit:read': ['audit:read'],
  'admin:launch-tokens:*': ['launch-tokens:write', 'apps:write'],
  'admin:revoke:*': ['revocations:write', 'agents:write'],
  'admin:audit:*': ['audit:read'],
}

export const platformScopesOf = (grants: readonly string[]): string[] =>
  grants.flatMap((grant) => meanings[grant] ?? [])
