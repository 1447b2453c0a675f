import ipaddr from 'ipaddr.js'

/** Whether an address is one of the open internet: no loopback, private, link-local, multicast or reserved one. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  return ipaddr.process(text).range() === 'unicast'
}

/** The address that a host name of a URL is, where it is one: `[::1]`, `127.0.0.1`. */
export function addressIn(hostname: string): string | undefined {
  const text = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(text) ? text : undefined
}

export function isLoopback(hostname: string): boolean {
  const address = addressIn(hostname)
  if (address === undefined) return /^localhost\.?$/i.test(hostname)
  return ipaddr.process(address).range() === 'loopback'
}
