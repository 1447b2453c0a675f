import { expect, it } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { parseHtml, textOf } from '../views/html.js'
import { folderOf } from './folder.js'
import { answerAll } from './page.js'
import { dataOf, decoded, look, type Shape, scriptText, watch } from './recap.js'
import { modelServer, stage } from './stage.js'

const LETTER = 'Good morning, Ada.\n\nYou sleep badly & little.'
const SAID = /Good|morning|sleep/
const sleep = {
  'graphs/sleep/schema.yaml': `name: Rest
version: "1.0"
language: en
fields:
  - id: nights
    label: How are your nights?
recap:
  stream: false
`,
}

/** A recap that is shown as a whole, of which three words are written. */
async function half() {
  const gate = createGate()
  const model = await modelServer({ text: LETTER, gate })
  const { visitor } = stage({ model, graphs: `${folderOf(sleep)}/graphs`, pingInterval: 25 })
  const session = await answerAll(visitor, 'sleep', { nights: { nights: 'short' } })
  expect((await visitor.post(`${session}/recap`)).status).toBe(303)
  gate.release(3)
  return { gate, visitor, session, model }
}

const shapes: Shape[] = ['plain', 'panel', 'json', 'text']

it.each(shapes)('a recap with stream: false says nothing in the %s shape before its end', async (shape) => {
  const { gate, visitor, session, model } = await half()
  const viewer = await look(visitor, session, shape)
  // An ordinary viewer has three words long before the tenth sign of life.
  for (let count = 0; count < 10; count++) {
    await viewer.until(({ event }) => event === 'ping' || event === ':')
  }
  const page = await visitor.open(`${session}/check`)
  expect(page.html).toContain('aria-busy="true"')
  expect(page.text).toContain('It appears here as soon as it is finished.')
  expect(page.text).not.toMatch(SAID)
  expect(JSON.stringify(viewer.seen)).not.toMatch(SAID)
  gate.open()
  const events = await viewer.rest()
  const whole = {
    plain: () => decoded(dataOf(events, 'message').join('')),
    text: () => scriptText(events),
    json: () =>
      dataOf(events, 'token')
        .map((data) => JSON.parse(data).content)
        .join(''),
    panel: () => textOf(parseHtml(dataOf(events, 'final')[0] ?? '')),
  }[shape]()
  if (shape === 'panel') expect(whole).toContain('You sleep badly & little.')
  else expect(whole).toBe(LETTER)
  expect(model.requests).toHaveLength(1)
})

it('a recap with stream: false is on the page once it is written, like any other', async () => {
  const { gate, visitor, session } = await half()
  gate.open()
  await watch(visitor, session, 'text')
  expect((await visitor.open(`${session}/check`)).text).toContain('You sleep badly & little.')
})
