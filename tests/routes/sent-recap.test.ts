import { expect, test } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { find, textOf } from '../views/html.js'
import { askForRecap, look, watch } from './recap.js'
import { modelServer, stage } from './stage.js'

test('a recap that is stopped after sending keeps its text and can be written again', async () => {
  const gate = createGate()
  const model = await modelServer({ text: 'A letter in a few words.' })
  model.enqueue({ text: 'Only the beginning of it.', gate })
  const { visitor } = stage({ model })
  const session = await askForRecap(visitor)
  gate.release(2)
  const viewer = await look(visitor, session, 'plain')
  await viewer.until(({ data }) => data.includes('Only'))
  const done = await visitor.submit(`${session}/confirm`)
  expect(done.path).toBe(`${session}/done`)
  await visitor.post(`${session}/recap/stop`)

  const stopped = await visitor.open(`${session}/done`)
  const sheet = textOf(find(stopped.root, '#rf-recap'))
  expect(sheet).toContain('Only')
  expect(sheet).toContain('Your answers have been sent')
  const again = await visitor.post(`${session}/recap`, {}, { 'hx-request': 'true' })
  expect(again.status).toBe(200)
  expect(await again.text()).not.toMatch(/<main|<html/)
  await watch(visitor, session, 'text')
  const whole = await visitor.open(`${session}/done`)
  expect(textOf(find(whole.root, '#rf-recap'))).toContain('A letter in a few words.')
})

test('a page is never put inside the sheet where no recap can be written', async () => {
  const model = await modelServer()
  const { visitor } = stage({ model })
  const started = await visitor.post('/q/feature-request')
  const session = started.headers.get('location') ?? ''
  const answer = await visitor.post(`${session}/recap`, {}, { 'hx-request': 'true' })
  expect([answer.status, answer.headers.get('hx-redirect')]).toEqual([204, `${session}/check`])
  expect(model.requests).toHaveLength(0)
})
