// @ts-check
import { startChild } from './child.mjs'
import { numberedTokens } from './tokens.mjs'

/**
 * @typedef {object} Plan
 * @property {readonly string[]} subjects Names of files in `subjects/`; the first is the unit of the ratios.
 * @property {number} streams Side by side.
 * @property {number} tokens In each stream.
 * @property {number} burst Tokens that the model writes at once; 1 is a packet for each.
 * @property {number} seconds No repeat begins after so long.
 * @property {number} repeats At most.
 */

/** Processor time of the server in microseconds per token, by subject: one number for each repeat. */
/** @typedef {Map<string, number[]>} Samples */

/**
 * Measures all subjects in turn, again and again, each time in another order, so that what the machine does
 * beside it meets all of them.
 *
 * @param {Plan} plan
 * @returns {Promise<Samples>}
 */
export async function measure({ subjects, streams, tokens, burst, seconds, repeats }) {
  const startedAt = performance.now()
  const behaviour = JSON.stringify({ text: numberedTokens(tokens), burst })
  const model = await startChild('../tests/model-server/main.mjs', [behaviour])
  const client = await startChild('client.mjs', [])
  const servers = await Promise.all(
    subjects.map(async (name) => {
      const { format } = await import(`./subjects/${name}.mjs`)
      return { name, format, ...(await startChild('subject.mjs', [name, model.greeting.url])) }
    }),
  )
  /** @type {Samples} */
  const samples = new Map(subjects.map((name) => [name, []]))

  /** @param {(typeof servers)[number]} server @param {number} count */
  async function load({ name, format, child, greeting }, count) {
    const before = await child.ask('cpu')
    const result = await client.child.ask({ url: greeting.url, streams: count, tokens, format })
    if (result.problem !== undefined) throw new Error(`${name}: ${result.problem}`)
    const after = await child.ask('cpu')
    return (after.cpu - before.cpu) / (count * tokens)
  }

  try {
    for (const server of servers) await load(server, Math.ceil(streams / 4))
    for (let repeat = 0; repeat < repeats && performance.now() - startedAt < seconds * 1000; repeat++) {
      for (const [index] of servers.entries()) {
        const server = servers[(index + repeat) % servers.length]
        if (server !== undefined) samples.get(server.name)?.push(await load(server, streams))
      }
    }
  } finally {
    for (const { child } of [...servers, client, model]) child.stop()
  }
  return samples
}
