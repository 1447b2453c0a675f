import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { answerAll } from './answered.js'
import { answerPage, begin, fillIn, goOn } from './fill-in.js'
import { letter, normalise } from './letters.js'
import { type Stage, setStage } from './stage.js'
import { firstWrongSight, sightsOf, statusesOf } from './stream-witness.js'

const first = letter('First attempt.')
const second = letter('Second attempt, and nothing of the other.')

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close()
})
afterAll(() => stage?.close())

describe('When the server process is killed and started again', () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`in mid-stream by ${signal}, the open tab ends with the text of the new attempt alone`, async () => {
      const { model, server } = stage
      const asked = model.requests.length
      const gate = createGate()
      model.enqueue({ text: first, gate })
      const page = await stage.newPage()
      await page.goto(await answerAll(page, server.url))
      await model.waitForRequest(asked + 1)
      gate.release(60)
      await page.getByText(first.split(/\s+/).slice(55, 60).join(' ')).waitFor()

      await server.kill(signal)
      // Slow enough for the tab, which connects again once a second, to see it being written.
      model.enqueue({ text: second, pace: 8 })
      await server.start()
      await page.getByText('Summary ready', { exact: true }).waitFor()

      const sights = await sightsOf(page)
      const fresh = sights.findIndex(({ text }) => text !== '' && second.startsWith(text))
      expect(fresh).toBeGreaterThan(0)
      expect(
        firstWrongSight(
          sights.slice(0, fresh).filter(({ text }) => text !== ''),
          first,
        ),
      ).toBeUndefined()
      expect(firstWrongSight(sights.slice(fresh), second)).toBeUndefined()
      const paragraphs = await page.locator('#rf-recap .rf-letter-text p').allTextContents()
      expect(paragraphs.map(normalise)).toEqual(second.split('\n\n').map(normalise))
      expect(await statusesOf(page)).toEqual(['Writing your summary…', 'Summary ready'])

      expect(model.requests.length - asked).toBe(2)
      await page.reload()
      await page.getByText('Summary ready', { exact: true }).waitFor()
      expect(await page.locator('main').innerText()).toContain('Load graphs from a web address')
      expect(model.requests.length - asked).toBe(2)
    })
  }

  it('35: every answer given before is there, and the next is taken', async () => {
    const { server } = stage
    stage.model.setBehaviour({ text: first })
    const page = await stage.newPage()
    await begin(page, server.url, 'Ask for a feature')
    await fillIn(page, { email: 'zoe@example.org', title: 'Kill and resume' }, { until: 'frequency' })
    await answerPage(page)
    await server.kill()
    await server.start()
    await goOn(page)
    await page.waitForURL(/\/reach$/)
    await page.goto(server.url)
    await page.getByRole('link', { name: 'Ask for a feature', exact: true }).click()
    await page.waitForURL(/\/reach$/)
    await fillIn(page, { blocked: 'false' })
    const list = page.getByRole('region', { name: 'Your answers' })
    for (const answer of ['zoe@example.org', 'Kill and resume', 'Every day']) {
      await list.getByText(answer, { exact: true }).waitFor()
    }
    await page.getByText('Summary ready', { exact: true }).waitFor()
  })

  it('35: after each Continue the answer that was just given is there, and the person is at the next question', async () => {
    const { server } = stage
    const page = await stage.newPage()
    await begin(page, server.url, 'Ask for a feature')
    const session = page.url().replace(/\/\w+$/, '')
    const given = async () =>
      (await (await page.context().request.get(`${session}/export.json`)).json()).answers
    for (const [id, next, answers] of [
      ['reporter', 'title', { email: 'zoe@example.org', role: 'Developer' }],
      ['title', 'problem', { title: 'Kill and resume' }],
      ['problem', 'frequency', { problem: 'It is lost whenever the machine is.' }],
    ] as const) {
      await page.waitForURL(`${session}/${id}`)
      await answerPage(page, answers)
      await goOn(page)
      await page.waitForURL(`${session}/${next}`)
      await server.kill()
      await server.start()
      const kept = Object.entries(await given()).map(([name, value]) => [name, String(value)])
      expect(Object.fromEntries(kept)).toMatchObject(answers)
      await page.goto(session)
      await page.waitForURL(`${session}/${next}`)
    }
  })

  it('a finished recap is shown again without asking the model', async () => {
    const { model, server } = stage
    const asked = model.requests.length
    model.setBehaviour({ text: first })
    const page = await stage.newPage()
    await page.goto(await answerAll(page, server.url))
    await page.getByText('Summary ready', { exact: true }).waitFor()
    await server.kill()
    await server.start()
    await page.reload()
    const paragraphs = await page.locator('#rf-recap .rf-letter-text p').allTextContents()
    expect(paragraphs.map(normalise)).toEqual(first.split('\n\n').map(normalise))
    await page.getByRole('button', { name: 'Confirm and send' }).click()
    await page.waitForURL(/\/done$/)
    expect(await page.locator('#rf-recap').innerText()).toContain('First attempt.')
    expect(model.requests.length - asked).toBe(1)
  })
})
