import { describe, expect, it } from 'vitest'
import { verifyPassword } from '../../src/owner/password-hash.js'
import { readSettings } from '../../src/settings.js'
import { cli } from './cli-process.js'

describe('recapflow hash-password', () => {
  it('prints what OWNER_PASSWORD_HASH takes', async () => {
    const { code, output } = await cli(['hash-password'], { input: 'four words and more\n' })
    expect(code).toBe(0)
    const hash = output.trim()
    expect(readSettings({ OWNER_PASSWORD_HASH: hash }).owner).toEqual({ kind: 'hash', hash })
    expect(await verifyPassword('four words and more', hash)).toBe(true)
  })

  it('refuses a weak password, and one that everybody on the machine could read', async () => {
    const weak = await cli(['hash-password'], { input: 'password12345678\n' })
    expect([weak.code, weak.output]).toEqual([2, ''])
    expect(weak.messages).toContain('The password is easy to guess')
    const shown = await cli(['hash-password', 'four words and more'])
    expect(shown.code).toBe(2)
    expect(shown.messages).toContain('read from standard input')
    expect(shown.messages).not.toContain('four words')
  })
})
