import { expect, test } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { find, textOf } from '../views/html.js'
import { askForRecap, watch } from './recap.js'
import { modelServer, stage } from './stage.js'

test('answers that are changed in mid-recap and changed back get a recap again', async () => {
  const gate = createGate()
  const model = await modelServer()
  model.enqueue({ text: 'This one is cut off by the change of an answer.', gate })
  const { visitor } = stage({ model })
  const session = await askForRecap(visitor)
  const first = await model.waitForRequest(1)
  await visitor.post(`${session}/title?from=check`, { title: 'Another name' })
  await first.closed
  await visitor.post(`${session}/title?from=check`, { title: 'Load graphs from a web address' })

  const sheet = find((await visitor.open(`${session}/check`)).root, '#rf-recap')
  expect(textOf(sheet)).toContain('Show summary')
  await visitor.post(`${session}/recap`)
  const events = await watch(visitor, session, 'text')
  expect(events.at(-1)?.data).toBe('[DONE]')
  expect(model.requests).toHaveLength(2)
})
