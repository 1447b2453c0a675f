// Run it after `npm run build`: node examples/embed-in-host-app/server.mjs
import { serve } from '@hono/node-server'
import { createShop } from './app.mjs'

const { shop } = createShop()
serve({ fetch: shop.fetch, port: 3001 }, ({ port }) =>
  console.log(`The shop is open: http://localhost:${port}`),
)
