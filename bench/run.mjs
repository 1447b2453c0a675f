// @ts-check
/**
 * What a streamed token costs the server: processor time from the model's bytes to the viewer's, beside a plain
 * byte pipe between the same two ends. `npm run bench -- --streams 64 --tokens 1000 --seconds 45`, or with the
 * names of some subjects.
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { measure } from './measure.mjs'
import { formatTable } from './table.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    streams: { type: 'string', default: '64' },
    tokens: { type: 'string', default: '1000' },
    burst: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '45' },
    repeats: { type: 'string', default: '9' },
  },
})
const subjects = ['raw-pipe', 'fetch-parse-emit', 'model-to-wire', 'graph-to-wire'].filter(
  (name) => name === 'raw-pipe' || positionals.length === 0 || positionals.includes(name),
)
const plan = {
  subjects,
  streams: Number(values.streams),
  tokens: Number(values.tokens),
  burst: Number(values.burst),
  seconds: Number(values.seconds),
  repeats: Number(values.repeats),
}
const titles = new Map()
for (const name of subjects) titles.set(name, (await import(`./subjects/${name}.mjs`)).title)

console.log(
  `${plan.streams} streams of ${plan.tokens} tokens, Node ${process.versions.node}, ${cpus()[0]?.model.trim()} × ${cpus().length}`,
)
const samples = await measure(plan)
const [unit] = samples.values()
console.log(`medians of ${unit?.length} repeats; every text was checked token by token\n`)
console.log(formatTable(samples, (name) => titles.get(name)))
