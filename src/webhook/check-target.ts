import { addressIn, isLoopback, isPublicAddress } from './public-address.js'

export interface TargetRules {
  /** `host:port` of targets that are not on the open internet. */
  readonly allow: readonly string[]
  /** Whether a program on this machine may be told, as in development. */
  readonly mayBeLocal: boolean
}

/** Whether a target is excepted from the rules for addresses. */
export function isAllowed(url: URL, { allow, mayBeLocal }: TargetRules): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return allow.includes(`${url.hostname}:${port}`) || (mayBeLocal && isLoopback(url.hostname))
}

/** What is wrong with the address of a target, as far as it can be told without looking the name up. */
export function mistakeInTarget(address: string, rules: TargetRules): string | undefined {
  if (!URL.canParse(address)) return 'is no address. Write one such as https://example.org/hook'
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'has to begin with https://'
  if (url.username !== '' || url.password !== '') return 'may hold no user name and no password'
  if (isAllowed(url, rules)) return undefined
  const number = addressIn(url.hostname)
  const isHidden =
    number === undefined
      ? /^localhost\.?$|\.(?:localhost|local|internal)\.?$/i.test(url.hostname)
      : !isPublicAddress(number)
  if (isHidden) {
    return 'is not on the open internet. If it is meant, name its host and port in WEBHOOK_ALLOW'
  }
  return url.protocol === 'https:' ? undefined : 'has to begin with https://'
}
