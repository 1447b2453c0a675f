import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const secret = Buffer.from((process.env.WEBHOOK_SECRET ?? '').replace(/^whsec_/, ''), 'base64')
/** Seconds by which a message may be old. */
const TOLERANCE = 300
/** Messages come at least once: those that were dealt with are known by their id. A real program keeps them for days. */
const seen = new Set()

const server = createServer(async (request, response) => {
  let body = ''
  for await (const piece of request) body += piece
  const {
    'webhook-id': id = '',
    'webhook-timestamp': timestamp = '',
    'webhook-signature': signatures = '',
  } = request.headers
  if (
    Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE ||
    !isSigned(id, timestamp, body, signatures)
  ) {
    response.writeHead(401).end()
    return
  }
  if (!seen.has(id)) {
    seen.add(id)
    console.log(JSON.stringify(JSON.parse(body)))
  }
  response.writeHead(204).end()
})

/** One of the signatures has to be right: there are two while a secret is replaced. */
function isSigned(id, timestamp, body, signatures) {
  const expected = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest()
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

server.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`listening on ${server.address().port}`)
})
