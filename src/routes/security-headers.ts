import type { MiddlewareHandler } from 'hono'

/** Goes out with our own layout. No inline script, style or event handler is ever needed. */
export function contentSecurityPolicy(frameAncestors: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
  ].join('; ')
}

/**
 * `same-origin` and not `no-referrer`: the latter makes plain forms send `Origin: null`, which looks like a
 * request from elsewhere.
 */
export function securityHeaders(options: { readonly csp: string | undefined }): MiddlewareHandler {
  return async (c, next) => {
    await next()
    c.header('referrer-policy', 'same-origin')
    c.header('x-content-type-options', 'nosniff')
    const isPage = c.res.headers.get('content-type')?.startsWith('text/html') ?? false
    if (!isPage) return
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
    // The owner's pages have set their own.
    if (options.csp === undefined || c.res.headers.has('content-security-policy')) return
    c.header('content-security-policy', options.csp)
  }
}
