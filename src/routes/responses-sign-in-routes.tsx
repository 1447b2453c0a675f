import { Hono } from 'hono'
import { messagesFor, ResponsesSignInPage } from '../../views/index.js'
import type { RouteOptions } from './app-services.js'
import { addressOf } from './open-streams.js'
import {
  asOwner,
  deleteOwnerCookie,
  type OwnerRequest,
  ownerPage,
  ownerRequest,
  safeReturn,
  setOwnerCookie,
} from './owner-request.js'
import { PREFIX } from './page.js'
import { requestForm } from './request-form.js'

/** Into the owner's pages, and out of them. */
export function responsesSignInRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.get('/responses/sign-in', async (c) =>
    showSignIn(await ownerRequest(c, options), { to: c.req.query('to') ?? '' }),
  )

  app.post('/responses/sign-in', async (c) => {
    const request = await ownerRequest(c, options)
    const { owner, links, language, signIn } = request
    const words = messagesFor(language).owner
    const form = await requestForm(c)
    const [password = '', to = ''] = [form.password?.[0], form.to?.[0]]
    if (password === '') return showSignIn(request, { to, error: words.passwordMissing, status: 422 })
    const result = await owner.access.signIn(password, addressOf(c, options.trustProxy))
    if (result.kind === 'too-many') {
      c.header('retry-after', String(result.retryAfter))
      const error = words.tooManyTries(Math.ceil(result.retryAfter / 60))
      return showSignIn(request, { to, error, status: 429 })
    }
    if (result.kind === 'wrong') return showSignIn(request, { to, error: words.passwordWrong, status: 401 })
    // Each sign-in is a new one: what was opened before is closed.
    if (signIn !== undefined) await owner.access.signOut(signIn)
    setOwnerCookie(c, options, result.key)
    return c.redirect(safeReturn(to, links.responses()), 303)
  })

  app.post('/responses/sign-out', (c) =>
    asOwner(c, options, async ({ owner, links, signIn }) => {
      await owner.access.signOut(signIn)
      deleteOwnerCookie(c, options)
      return c.redirect(links.responsesPart('sign-in', '?out=1'), 303)
    }),
  )

  return app
}

function showSignIn(
  request: OwnerRequest,
  {
    to,
    error,
    status = 200,
  }: { readonly to: string; readonly error?: string; readonly status?: 200 | 401 | 422 | 429 },
) {
  const { c, links, language, signIn } = request
  const words = messagesFor(language)
  const title = `${words.owner.signIn} – ${words.owner.responses}`
  return ownerPage(request, {
    title: error === undefined ? title : words.errorTitle(title),
    status,
    content: (
      <ResponsesSignInPage
        prefix={PREFIX}
        language={language}
        url={links.responsesPart('sign-in')}
        to={safeReturn(to, links.responses())}
        isAgain={signIn !== undefined}
        hasSignedOut={c.req.query('out') === '1' && error === undefined}
        error={error}
      />
    ),
  })
}
