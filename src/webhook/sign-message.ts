export interface SignedMessage {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly body: string
}

/**
 * The headers by which a receiver knows that a message is ours and new, as the Standard Webhooks specification has
 * them (https://www.standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`, one signature for each secret.
 *
 * @param secrets `whsec_` and base64; two while one takes the place of the other.
 */
export async function signatureHeaders(
  { id, timestamp, body }: SignedMessage,
  secrets: readonly string[],
): Promise<Record<string, string>> {
  const content = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  const signatures = await Promise.all(
    secrets.map(async (secret) => {
      const key = await crypto.subtle.importKey('raw', secretBytes(secret), HMAC, false, ['sign'])
      return `v1,${base64(new Uint8Array(await crypto.subtle.sign('HMAC', key, content)))}`
    }),
  )
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}

const HMAC = { name: 'HMAC', hash: 'SHA-256' }

function secretBytes(secret: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(secret.replace(/^whsec_/, '')), (letter) => letter.charCodeAt(0))
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
