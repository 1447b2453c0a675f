import { expect, it } from 'vitest'
import { hashPassword, isPasswordHash, verifyPassword } from '../../src/owner/password-hash.js'

it('a password is known again by its hash, and no other is', async () => {
  const hash = await hashPassword('four words and more')
  expect(hash).toMatch(/^scrypt:17:8:1:/)
  expect(hash).not.toContain('four')
  expect(await verifyPassword('four words and more', hash)).toBe(true)
  expect(await verifyPassword('four words and mor', hash)).toBe(false)
  expect(await hashPassword('four words and more')).not.toBe(hash)
})

it('the same letters count as the same, however they were typed', async () => {
  const hash = await hashPassword('äiti, isä ja talo')
  expect(await verifyPassword('a\u0308iti, isa\u0308 ja talo', hash)).toBe(true)
})

it('a text that is no hash, or asks for too much work, is nobody’s', async () => {
  const tail = `${'a'.repeat(22)}:${'b'.repeat(43)}`
  for (const text of [
    '',
    'scrypt',
    `scrypt:30:8:1:${tail}`,
    `scrypt:17:99:1:${tail}`,
    `md5:17:8:1:${tail}`,
  ]) {
    expect(isPasswordHash(text)).toBe(false)
    expect(await verifyPassword('anything', text)).toBe(false)
  }
})
