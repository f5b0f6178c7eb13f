// What holds for tenants, beyond their schema.

/** Owns the platform's agents. It is no customer: it cannot change and has no jobs. */
export const systemTenant = { id: '00000000-0000-0000-0000-000000000001', slug: 'system' }

/** Worker type of what runs inside the brokers. No agent and no tenant can have it: it is no word of theirs. */
export const inlineType = '(inline)'
