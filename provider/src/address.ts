// Where the provider is addressed. People write `reeve/reeve`; each engine puts its own default host before it, here
// only a part of a path: nothing is fetched from there.
export const shortAddress = 'reeve/reeve'
export const hosts = ['registry.terraform.io', 'registry.opentofu.org'] as const
/** The key of schema.json, as Terraform itself writes it. */
export const fullAddress = `${hosts[0]}/${shortAddress}`
/** The provider under each engine's default host. */
export const addresses = hosts.map((host) => `${host}/${shortAddress}`)
