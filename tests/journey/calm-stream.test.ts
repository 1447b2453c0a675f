import { expect, it } from 'vitest'
import { sessionId, type Visitor } from '../routes/page.js'
import { askForRecap, dataOf } from '../routes/recap.js'
import { modelServer, stage } from '../routes/stage.js'
import { allEvents } from '../run/sse-reader.js'

const words = Array.from({ length: 120 }, (_, index) => `word${index}`).join(' ')

async function groupsOf(visitor: Visitor, session: string, query: string): Promise<string[]> {
  return dataOf(await allEvents(await visitor.send(`/stream/${sessionId(session)}${query}`)), 'message')
}

it('47: who asks for calm gets the same words in far fewer groups, in every shape', async () => {
  const model = await modelServer({ text: words, pace: 10 })
  const { visitor } = stage({ model })
  const session = await askForRecap(visitor)
  const shapes = ['?', '?as=panel&']
  const [calm = [], calmPanel = [], plain = [], plainPanel = []] = await Promise.all(
    ['calm', ''].flatMap((how) => shapes.map((shape) => groupsOf(visitor, session, `${shape}${how}`))),
  )
  expect([calm.join(''), plain.join('')]).toEqual([words, words])
  expect(calm.length).toBeGreaterThan(1)
  expect(calm.length).toBeLessThan(plain.length / 3)
  expect(calmPanel.length).toBeLessThan(plainPanel.length / 3)
})
