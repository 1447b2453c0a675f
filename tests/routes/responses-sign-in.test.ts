import { describe, expect, it } from 'vitest'
import { readSettings } from '../../src/settings.js'
import { findAll } from '../views/html.js'
import * as answers from './answers.js'
import { ownerStage, PASSWORD, signInForm } from './owner.js'
import { answerAll, createVisitor, sessionId } from './page.js'
import { stage } from './stage.js'

/** Every address of the owner's pages; `ID` is a session's. */
const GETS = [
  '/responses',
  '/responses?page=2',
  '/responses/charts',
  '/responses/record',
  '/responses/export.csv?questionnaire=mood-check',
  '/responses/export.json',
  '/responses/ID',
  '/responses/ID/delete',
  '/responses/ID/export.json',
  '/responses/ID/export.md',
  '/responses/ID/export.csv',
]
const POSTS = ['/responses/ID/delete', '/responses/sign-out']

describe('the owner’s pages', () => {
  it.each([
    ['no password is set', { isStandalone: true }],
    ['the app is mounted in a host', { environment: { OWNER_PASSWORD: PASSWORD } }],
  ])('are not there where %s', async (_why, options) => {
    const { visitor } = stage(options)
    for (const path of ['/responses', '/responses/sign-in', '/responses/charts']) {
      expect((await visitor.send(path)).status).toBe(404)
    }
    expect((await visitor.post('/responses/sign-in', signInForm(PASSWORD))).status).toBe(404)
  })

  it('ask everybody for the password first, and tell nothing', async () => {
    const { app, visitor } = ownerStage()
    const session = await answerAll(visitor, 'mood-check', answers.mood)
    await visitor.submit(`${session}/confirm`)
    const [id, unknown] = [sessionId(session), 'f'.repeat(32)]
    for (const cookie of [undefined, 'wrong', '0'.repeat(64)]) {
      const stranger = createVisitor(app)
      if (cookie !== undefined) stranger.cookies.set('recapflow-owner', cookie)
      for (const path of GETS.flatMap((path) => [path.replace('ID', id), path.replace('ID', unknown)])) {
        const response = await stranger.send(path)
        expect([path, response.status]).toEqual([path, 303])
        expect(response.headers.get('location')).toMatch(/^\/responses\/sign-in\?to=%2Fresponses/)
        expect(await response.text()).toBe('')
      }
      for (const path of POSTS) {
        const response = await stranger.post(path.replace('ID', id))
        expect([path, response.status]).toEqual([path, 303])
        expect(response.headers.get('location')).toMatch(/^\/responses\/sign-in/)
      }
    }
    expect((await visitor.send(`${session}/done`)).status).toBe(200)
    // The key of the person who answers opens nothing here.
    expect((await visitor.send(`/responses/${id}`)).status).toBe(303)
  })

  it('open with the password, and lead to what was asked for', async () => {
    const { owner, signIn } = ownerStage()
    const asked = await owner.open('/responses/charts?questionnaire=mood-check')
    expect(asked.heading).toBe('Sign in')
    const to = findAll(asked.root, 'input').find(({ attributes }) => attributes.name === 'to')
    expect(to?.attributes.value).toBe('/responses/charts?questionnaire=mood-check')
    const page = await signIn(to?.attributes.value)
    expect([page.status, page.path]).toEqual([200, '/responses/charts?questionnaire=mood-check'])
  })

  it.each([
    'https://evil.test/responses',
    '//evil.test/responses',
    '/responses/../s/x',
    '/responses/%2e%2e/s',
    '/responsesevil',
    '/q/mood-check',
    '/responses/\\evil',
    'javascript:alert(1)',
    '/responses/\n//evil.test',
  ])('never lead to %j', async (to) => {
    const { owner } = ownerStage()
    const response = await owner.post('/responses/sign-in', { password: PASSWORD, to })
    expect([response.status, response.headers.get('location')]).toEqual([303, '/responses'])
  })

  it('are kept by nobody, framed by nobody and found by nobody', async () => {
    const { owner, signIn } = ownerStage({ environment: { EMBED_ORIGINS: 'https://host.example' } })
    const before = await owner.open('/responses')
    const after = await signIn()
    for (const { response } of [before, after]) {
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(response.headers.get('x-robots-tag')).toBe('noindex')
      expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    }
    expect((await owner.send('/')).headers.get('content-security-policy')).toContain(
      'frame-ancestors https://host.example',
    )
  })
})

describe('the cookie', () => {
  it('is out of reach of scripts and other sites, new each time, and ends with the sign-out', async () => {
    const { owner } = ownerStage()
    const response = await owner.post('/responses/sign-in', signInForm(PASSWORD))
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^recapflow-owner=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/),
    ])
    const first = owner.cookies.get('recapflow-owner') ?? ''
    await owner.post('/responses/sign-in', signInForm(PASSWORD))
    const second = owner.cookies.get('recapflow-owner') ?? ''
    expect(second).not.toBe(first)
    expect((await owner.send('/responses')).status).toBe(200)
    owner.cookies.set('recapflow-owner', first)
    expect((await owner.send('/responses')).status).toBe(303)
    owner.cookies.set('recapflow-owner', second)
    const out = await owner.submit('/responses/sign-out')
    expect(out.text).toContain('You have signed out.')
    owner.cookies.set('recapflow-owner', second)
    expect((await owner.send('/responses')).status).toBe(303)
  })

  it('is bound to the host over https', async () => {
    const { app } = ownerStage({ environment: { PUBLIC_URL: 'https://forms.example' } })
    const owner = createVisitor(app, 'https://forms.example')
    const response = await owner.post('/responses/sign-in', signInForm(PASSWORD))
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-recapflow-owner=\w+; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
    ])
  })
})

describe('a wrong password', () => {
  it('is told next to the field, without being repeated', async () => {
    const { owner } = ownerStage()
    const page = await owner.submit('/responses/sign-in', signInForm('guessed-word'))
    expect([page.status, page.title]).toEqual([401, 'Error: Sign in – Responses'])
    expect(page.text).toContain('This is not the password')
    expect(page.html).not.toContain('guessed-word')
    const empty = await owner.submit('/responses/sign-in', signInForm(''))
    expect([empty.status, empty.text.includes('Enter the password')]).toEqual([422, true])
  })

  it('is not tried a sixth time, while whoever is signed in goes on', async () => {
    const { app, owner, signIn } = ownerStage()
    await signIn()
    const stranger = createVisitor(app)
    const statuses = []
    for (let count = 0; count < 7; count++) {
      statuses.push((await stranger.post('/responses/sign-in', signInForm('guess'))).status)
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
    const refused = await stranger.post('/responses/sign-in', signInForm(PASSWORD))
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800)
    expect((await owner.send('/responses')).status).toBe(200)
  })

  it('from another site is not looked at', async () => {
    const { owner } = ownerStage()
    const response = await owner.post('/responses/sign-in', signInForm(PASSWORD), {
      origin: 'https://evil.test',
    })
    expect(response.status).toBe(403)
  })
})

describe('what cannot be undone', () => {
  it('asks for the password again after a quarter of an hour', async () => {
    let time = Date.parse('2026-01-01T10:00:00Z')
    const { visitor, owner, signIn } = ownerStage({ now: () => new Date(time) })
    const session = await answerAll(visitor, 'mood-check', answers.mood)
    await visitor.submit(`${session}/confirm`)
    const path = `/responses/${sessionId(session)}`
    await signIn()
    expect((await owner.send(`${path}/delete`)).status).toBe(200)
    time += 16 * 60_000
    for (const wanted of [`${path}/delete`, '/responses/export.json']) {
      const page = await owner.open(wanted)
      expect(page.text).toContain('Enter the password once more')
    }
    expect((await owner.post(`${path}/delete`)).headers.get('location')).toContain('sign-in')
    expect((await owner.open(path)).heading).toMatch(/^Response /)
    const again = await signIn(`${path}/delete`)
    expect(again.heading).toBe('Delete this response')
  })
})

it('a password of the settings opens as it is', async () => {
  expect(readSettings({ OWNER_PASSWORD: PASSWORD }).owner).toEqual({ kind: 'plain', password: PASSWORD })
  const { signIn } = ownerStage({ environment: { OWNER_PASSWORD: PASSWORD, OWNER_PASSWORD_HASH: '' } })
  expect((await signIn()).status).toBe(200)
})
