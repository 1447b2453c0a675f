import { Hono } from 'hono'
import { assets } from '../generated/assets.js'

const byPath = new Map(assets.map((asset) => [asset.path, asset]))

/** Stylesheet, scripts and icon from memory; the hash in the name makes them immutable. */
export function assetRoutes(): Hono {
  return new Hono().get('/:path', (c) => {
    const asset = byPath.get(c.req.param('path'))
    if (asset === undefined) return c.text('There is no such file.', 404)
    return c.body(asset.body, 200, {
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })
}

/** The file name of an asset with its hash. */
export function assetPath(name: string): string {
  const asset = assets.find((candidate) => candidate.name === name)
  if (asset === undefined) throw new Error(`There is no asset named ${name}.`)
  return asset.path
}
