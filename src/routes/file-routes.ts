import { Hono } from 'hono'
import { mediaType } from '../questionnaire/media-type.js'
import type { RouteOptions } from './app-services.js'
import { notFound } from './missing.js'
import { appRequest, openSession } from './request.js'

/** A file that somebody has sent, for whoever may open the session. It is never shown, only given back. */
export function fileRoutes(options: RouteOptions): Hono {
  const app = new Hono()

  app.get('/s/:session/files/:file', async (c) => {
    const request = await appRequest(c, options)
    const open = await openSession(request)
    const id = c.req.param('file')
    const found =
      open === undefined || !/^[0-9a-f]{32}$/.test(id)
        ? undefined
        : await request.services.uploads.find(open.session.id, id)
    if (found === undefined) return notFound(request)
    const { upload, content } = found
    return c.body(content as Uint8Array<ArrayBuffer>, 200, {
      'content-type': upload.type,
      'content-disposition': attachment(upload.name, mediaType(upload.type)?.extension ?? 'bin'),
      // Whatever a browser makes of it, nothing in it runs.
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'no-store',
    })
  })

  return app
}

/** A plain name for old programs, and the whole one (RFC 6266, RFC 8187). */
function attachment(name: string, extension: string): string {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="file.${extension}"; filename*=UTF-8''${encoded}`
}
