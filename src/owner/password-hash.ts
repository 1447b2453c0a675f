import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/**
 * What one guess costs: about 0.4 s and 128 MiB.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
 */
const COST = { log2N: 17, r: 8, p: 1 }
const SALT_BYTES = 16
const KEY_BYTES = 32
/** `scrypt:<log2 of N>:<r>:<p>:<salt>:<key>`, the last two in base64url. */
const FORMAT = /^scrypt:(\d{1,2}):(\d{1,2}):(\d{1,2}):([\w-]{22}):([\w-]{43})$/

/** Whether a text is a hash that `verifyPassword` can read. */
export function isPasswordHash(text: string): boolean {
  const [, log2N, r, p] = FORMAT.exec(text) ?? []
  // More would be a way to keep a server busy for minutes.
  return Number(log2N) >= 14 && Number(log2N) <= 19 && Number(r) <= 16 && Number(p) <= 4
}

/** A password as it is kept; another one each time, as the salt is random. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, COST)
  const { log2N, r, p } = COST
  return ['scrypt', log2N, r, p, salt.toString('base64url'), key.toString('base64url')].join(':')
}

/** Whether a hash is that of a password. A text that is no such hash is nobody's. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [, log2N, r, p, salt = '', key = ''] = isPasswordHash(hash) ? (FORMAT.exec(hash) ?? []) : []
  if (log2N === undefined) return false
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) }
  const found = await derive(password, Buffer.from(salt, 'base64url'), cost)
  return timingSafeEqual(found, Buffer.from(key, 'base64url'))
}

function derive(password: string, salt: Buffer, { log2N, r, p }: typeof COST): Promise<Buffer> {
  const N = 2 ** log2N
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r }
  return new Promise((resolve, reject) => {
    // The same letters can be typed as different code points.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}
