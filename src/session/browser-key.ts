import { bytesToHex } from '@noble/hashes/utils.js'
import { sha256Hex } from '../sha256.js'

/** Random bytes as hex. A session id takes 16, a browser key 32. */
export function randomHex(bytes: number): string {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(bytes)))
}

/** Only the hash of a key is kept: who reads the database cannot open a session. */
export function hashKey(key: string): string {
  return sha256Hex(key)
}
