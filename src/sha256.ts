import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/**
 * SHA-256 of a text's UTF-8 bytes as hex. Every page is made with a few of them over short texts: asking
 * `crypto.subtle`, which does it in a thread of its own, takes longer than they do.
 */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(text)))
}
