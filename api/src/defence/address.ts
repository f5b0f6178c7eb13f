// Under which name an address is counted: one IPv4 address, or the /64 that one IPv6 customer has.
import { isIPv4, isIPv6 } from 'node:net'

export function addressOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  if (mapped !== undefined) return mapped
  if (isIPv4(ip)) return ip
  const [bare = ''] = ip.split('%') // a link-local address may name its interface
  return isIPv6(bare) ? `${groupsOf(bare).slice(0, 4).join(':')}::/64` : 'unknown'
}

/** The eight groups of an IPv6 address, without leading zeros. */
function groupsOf(ip: string): string[] {
  const [head = '', tail] = ip.toLowerCase().split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  // The last two groups may be written as an IPv4 address; the network does not depend on them.
  const [first, last] = [groups(head), groups(tail ?? '').flatMap(dotted)]
  const whole = first.flatMap(dotted)
  const between = Array.from({ length: 8 - whole.length - last.length }, () => '0')
  return [...whole, ...(tail === undefined ? [] : between), ...last].map((group) =>
    Number.parseInt(group, 16).toString(16),
  )
}

const dotted = (group: string): string[] => (group.includes('.') ? ['0', '0'] : [group])
