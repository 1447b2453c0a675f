import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { answerAll } from './answered.js'
import { type Answers, answerPage, begin, fillIn, goOn } from './fill-in.js'
import { letter, normalise } from './letters.js'
import { type Stage, setStage } from './stage.js'
import { faultsOf } from './stream-witness.js'

const journeys: readonly { name: string; answers: Answers; alert?: string }[] = [
  { name: 'Mood check', answers: { self_harm: '2' }, alert: 'You do not have to carry this alone' },
  {
    name: 'Ask for a feature',
    answers: { 'deadline-day': '', 'deadline-month': '', 'deadline-year': '' },
    alert: 'You gave no date',
  },
  { name: 'Before your visit', answers: { symptoms: ['chest_pain'] }, alert: 'Call for help now' },
]

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage?.close())

describe('Without JavaScript', () => {
  for (const { name, answers, alert } of journeys) {
    it(`8, 59: "${name}" is filled in, read back and sent`, async () => {
      const text = letter(`${name} it is.`)
      const gate = createGate()
      stage.model.setBehaviour({ text, pace: 2, gate })
      const asked = stage.model.requests.length
      const page = await stage.newPage({ javaScriptEnabled: false })

      await begin(page, stage.server.url, name)
      await refusesNothing(page)
      await goesBack(page, answers)
      await fillIn(page, answers)
      if (alert !== undefined) await page.getByRole('heading', { name: alert }).waitFor()
      expect(stage.model.requests.length).toBe(asked)

      await page.getByRole('button', { name: 'Show summary' }).click()
      await stage.model.waitForRequest(asked + 1)
      const written = page.locator('#rf-recap [aria-busy="true"]')
      gate.release(40)
      // The page comes again by itself, with more of the text each time.
      await page.getByText(text.split(' ').slice(0, 40).join(' ')).waitFor()
      const early = (await written.textContent()) ?? ''
      expect(text.startsWith(early)).toBe(true)
      expect(await page.getByRole('button', { name: 'Stop writing' }).count()).toBe(1)
      gate.open()
      await page.getByText('Summary ready', { exact: true }).waitFor()
      const paragraphs = await page.locator('#rf-recap .rf-letter-text p').allTextContents()
      expect(paragraphs.map(normalise)).toEqual(text.split('\n\n').map(normalise))
      expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(0)

      await page.getByRole('button', { name: 'Confirm and send' }).click()
      await page.waitForURL(/\/done$/)
      await page.getByText(/^[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}$/).waitFor()
      await page.goBack()
      expect(await page.getByRole('button', { name: 'Confirm and send' }).count()).toBe(0)
      expect(stage.model.requests.length - asked).toBe(1)
      expect(faultsOf(page)).toEqual([])
      await page.context().close()
    })
  }

  it('46: Stop ends the writing and keeps what is there', async () => {
    const text = letter('Stopped soon.')
    const gate = createGate()
    stage.model.setBehaviour({ text, gate })
    const asked = stage.model.requests.length
    const page = await stage.newPage({ javaScriptEnabled: false })
    await page.goto(await answerAll(page, stage.server.url))
    await page.getByRole('button', { name: 'Show summary' }).click()
    await stage.model.waitForRequest(asked + 1)
    gate.release(12)
    const beginning = text.split(' ').slice(0, 12).join(' ')
    await page.getByText(beginning).waitFor()
    await page.getByRole('button', { name: 'Stop writing' }).click()
    await page.getByText('You stopped the writing here.').waitFor()
    expect(await page.locator('#rf-recap .rf-letter-text').textContent()).toBe(beginning)
    expect(await page.locator('meta[http-equiv="refresh"]').count()).toBe(0)
    await page.context().close()
  })

  it('9: Back keeps the last answer that was saved, and checks nothing', async () => {
    const page = await stage.newPage({ javaScriptEnabled: false })
    await begin(page, stage.server.url, 'Ask for a feature')
    await fillIn(page, { title: 'Saved' }, { until: 'problem' })
    await page.getByRole('link', { name: 'Back', exact: true }).click()
    await page.waitForURL(/\/title$/)
    await page.locator('[name="title"]').fill('Typed but not saved '.repeat(9))
    await page.getByRole('link', { name: 'Back', exact: true }).click()
    await page.waitForURL(/\/reporter$/)
    expect(await page.getByRole('heading', { name: 'There is a problem' }).count()).toBe(0)
    await goOn(page)
    await page.waitForURL(/\/title$/)
    expect(await page.locator('[name="title"]').inputValue()).toBe('Saved')
    await page.context().close()
  })

  it('15: more than one answer beside an exclusive one is explained', async () => {
    const page = await stage.newPage({ javaScriptEnabled: false })
    await begin(page, stage.server.url, 'Before your visit')
    await fillIn(page, {}, { until: 'symptoms' })
    await answerPage(page, { symptoms: ['fever', 'none'] })
    await goOn(page)
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await page.locator('main input:checked').count()).toBe(2)
    await page.context().close()
  })
})

/** An empty Continue on the first page brings it back with the errors on top, each leading to its field. */
async function refusesNothing(page: Page): Promise<void> {
  const url = page.url()
  await goOn(page)
  const summary = page.locator('main > :first-child')
  await summary.getByRole('heading', { name: 'There is a problem' }).waitFor()
  expect(page.url()).toBe(url)
  expect(await page.title()).toMatch(/^Error: /)
  const links = summary.getByRole('link')
  expect(await links.count()).toBeGreaterThan(0)
  await links.first().click()
  const target = new URL(page.url()).hash.slice(1)
  expect(await page.locator(`[id="${target}"]`).count()).toBe(1)
}

/** Back is a link, checks nothing, and the answer that was saved is there again. */
async function goesBack(page: Page, answers: Answers): Promise<void> {
  const first = new URL(page.url()).pathname
  await answerPage(page, answers)
  const state = () =>
    page
      .locator('main form [name]:not([type="hidden"])')
      .evaluateAll((all) =>
        all.map((one) =>
          one instanceof HTMLInputElement ? [one.name, one.value, one.checked] : one.tagName,
        ),
      )
  const before = await state()
  await goOn(page)
  await page.waitForURL((url) => url.pathname !== first)
  await page.getByRole('link', { name: 'Back', exact: true }).click()
  await page.waitForURL((url) => url.pathname === first)
  expect(await state()).toEqual(before)
}
