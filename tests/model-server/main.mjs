// @ts-check
/**
 * The model server as a process of its own: `node tests/model-server/main.mjs '{"text":"Good morning"}'`, with
 * the default behaviour as JSON. Prints one line of JSON with its address, and ends when its parent goes.
 */
import { startModelServer } from './model-server.mjs'

const server = await startModelServer({
  behaviour: JSON.parse(process.argv[2] ?? '{}'),
  port: Number(process.env.PORT ?? 0),
})
console.log(JSON.stringify({ url: server.url }))
process.send?.({ url: server.url })
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => process.exit())
process.on('message', (message) => {
  if (message === 'requests') process.send?.({ requests: server.requests.length })
})
