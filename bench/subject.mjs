// @ts-check
/**
 * One server under test as a process of its own: `node bench/subject.mjs NAME MODEL_URL`. Answers every message
 * with the processor time that it has used so far, in microseconds.
 */
import { createServer } from 'node:http'

const [name, modelUrl] = process.argv.slice(2)
/** @type {{ start: (modelUrl: string) => Promise<import('node:http').RequestListener> }} */
const subject = await import(`./subjects/${name}.mjs`)
const server = createServer(await subject.start(modelUrl ?? ''))

server.listen(0, '127.0.0.1', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  process.send?.({ url: `http://127.0.0.1:${port}/` })
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system })
})
process.on('disconnect', () => process.exit())
