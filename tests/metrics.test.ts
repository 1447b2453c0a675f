import { expect, test } from 'vitest'
import { askForRecap, watch } from './routes/recap.js'
import { modelServer, stage } from './routes/stage.js'

/** The value of a metric, the one whose labels contain `labels`. */
function metricOf(text: string, name: string, labels = ''): number | undefined {
  const line = text
    .split('\n')
    .find((one) => (one.startsWith(`${name}{`) || one.startsWith(`${name} `)) && one.includes(labels))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}

test('what the model has sent, the log holds and a viewer gets is counted, with tokens and their cost', async () => {
  const model = await modelServer({ text: ['One ', 'two ', 'three.'] })
  // Only the recap writes anything here, however far the other questions to the model get.
  for (const aside of ['trace', 'probe'] as const) model.setAside(aside, { status: 400 })
  const { app, visitor } = stage({ model, environment: { MODEL_PRICES: 'test-model=1000/2000' } })
  const session = await askForRecap(visitor)
  await watch(visitor, session, 'json')
  // The recap is traced before its last event is told: that run may still be ending.
  await expect.poll(async () => metricOf((await app.metrics()).text, 'recapflow_runs_executing')).toBe(0)
  const { text, contentType } = await app.metrics()
  expect(contentType).toContain('text/plain')
  expect(metricOf(text, 'recapflow_runs_total', 'node="generate_summary",outcome="done"')).toBe(1)
  expect(metricOf(text, 'recapflow_runs_total', 'node="trace_summary",outcome="llm_error"')).toBe(1)
  expect(metricOf(text, 'recapflow_characters_produced_total')).toBe('One two three.'.length)
  expect(metricOf(text, 'recapflow_characters_logged_total')).toBe('One two three.'.length)
  expect(metricOf(text, 'recapflow_pieces_produced_total')).toBe(3)
  expect(metricOf(text, 'recapflow_events_delivered_total')).toBeGreaterThan(3)
  expect(metricOf(text, 'recapflow_first_token_seconds_count', 'test-model')).toBe(1)
  const input = metricOf(text, 'recapflow_model_tokens_total', 'direction="input"') ?? 0
  const output = metricOf(text, 'recapflow_model_tokens_total', 'direction="output"') ?? 0
  expect(output).toBeGreaterThan(0)
  expect(metricOf(text, 'recapflow_model_cost_total')).toBeCloseTo((input * 1000 + output * 2000) / 1e6)
  expect(metricOf(text, 'recapflow_runs_waiting')).toBe(0)
  expect(metricOf(text, 'recapflow_viewers')).toBe(0)
})

test('a run that fails is counted by its reason, and nothing that people have answered is in a label', async () => {
  const model = await modelServer({ status: 400 })
  const { app, visitor } = stage({ model })
  const session = await askForRecap(visitor)
  await watch(visitor, session, 'json')
  const { text } = await app.metrics()
  expect(metricOf(text, 'recapflow_runs_total', 'outcome="llm_error"')).toBe(1)
  expect(text).not.toContain(session)
})
