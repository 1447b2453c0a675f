import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Behaviour } from '../model-server/behaviour.mjs'
import { createGate, type Gate } from '../model-server/gate.mjs'
import { answerAll } from './answered.js'
import { openTab } from './browser.js'
import { letter, normalise } from './letters.js'
import { type Stage, setStage } from './stage.js'
import { faultsOf, firstWrongSight, sightsOf, statusesOf } from './stream-witness.js'

const text = letter()
const again = letter('Anew and different.')
/** Slow enough to be seen in several groups. */
const pace = { pace: 4, burst: 4 }
const wordsOf = (whole: string, count: number) =>
  whole
    .split(/(?<=\S)(?=\s)/)
    .slice(0, count)
    .join('')

let stage: Stage
let gate: Gate
/** Requests that the model had before the test. */
let asked = 0
const requests = () => stage.model.requests.length - asked

beforeAll(async () => {
  stage = await setStage({ environment: { FIRST_TOKEN_TIMEOUT: '1' } })
})
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close()
})
afterAll(() => stage?.close())

/** A tab on the check page, where a recap is asked of a model that behaves like this. */
async function openCheck(behaviour: Behaviour): Promise<Page> {
  asked = stage.model.requests.length
  stage.model.setBehaviour(behaviour)
  const page = await stage.newPage()
  await page.goto(await answerAll(page, stage.server.url))
  await stage.model.waitForRequest(asked + 1)
  return page
}

/** The same, with so many words on the page and the model held there. */
async function openHeld(words: number): Promise<Page> {
  gate = createGate()
  const page = await openCheck({ text, gate, ...pace })
  gate.release(words)
  await untilWritten(page, words)
  return page
}

function untilWritten(page: Page, words: number, whole = text): Promise<unknown> {
  return page.waitForFunction(
    (beginning) => document.querySelector('[aria-busy="true"]')?.textContent === beginning,
    wordsOf(whole, words),
  )
}

async function seeFinal(page: Page, whole: string): Promise<void> {
  await page.getByText('Summary ready', { exact: true }).waitFor()
  const paragraphs = await page.locator('#rf-recap .rf-letter-text p').allTextContents()
  expect(paragraphs.map(normalise)).toEqual(whole.split('\n\n').map(normalise))
}

async function seeConfirmed(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Confirm and send' }).click()
  await page.waitForURL(/\/done$/)
  await page.getByText(/^[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}$/).waitFor()
}

describe('Looking at a recap', () => {
  it('two tabs show the same text of one model request', async () => {
    const page = await openHeld(40)
    const other = await openTab(page.context(), page.url())
    await untilWritten(other, 40)
    gate.release(40)
    await Promise.all([untilWritten(page, 80), untilWritten(other, 80)])
    gate.open()
    for (const tab of [page, other]) {
      await seeFinal(tab, text)
      expect(firstWrongSight(await sightsOf(tab), text)).toBeUndefined()
      expect(faultsOf(tab)).toEqual([])
    }
    expect(requests()).toBe(1)
  })

  it('a reload in mid-stream shows the text so far at once and goes on to its end', async () => {
    const page = await openHeld(50)
    const source = (await (await page.context().request.get(page.url())).text()).replaceAll(/\s+/g, ' ')
    expect(source).toContain(normalise(wordsOf(text, 20)))
    await page.reload({ waitUntil: 'commit' })
    await untilWritten(page, 50)
    gate.open()
    await seeFinal(page, text)
    const sights = await sightsOf(page)
    expect(sights[0]?.text.length).toBeGreaterThanOrEqual(wordsOf(text, 50).length)
    expect(firstWrongSight(sights, text)).toBeUndefined()
    expect(requests()).toBe(1)
  })

  it('the text is busy only while it is written, nothing in it is live, and three announcements are enough', async () => {
    const page = await openHeld(10)
    const sheet = page.locator('#rf-recap')
    expect(await page.locator('[aria-busy="true"]').count()).toBe(1)
    expect(await sheet.locator('[aria-live], [role="status"], [role="log"], [role="alert"]').count()).toBe(0)
    expect(await sheet.evaluate((element) => element.closest('[aria-live], [role="status"]'))).toBeNull()
    gate.open()
    await seeFinal(page, text)
    expect(await page.locator('[aria-busy]').count()).toBe(0)
    const statuses = await statusesOf(page)
    expect(statuses).toEqual(['Writing your summary…', 'Summary ready'])
  })

  it('focus and scroll stay where they are when the stream ends, and the text can be selected', async () => {
    const page = await openHeld(30)
    const link = page.getByRole('link', { name: 'Change Problem' })
    await link.focus()
    const before = await page.evaluate(() => [window.scrollX, window.scrollY])
    gate.open()
    await seeFinal(page, text)
    expect(await link.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await page.evaluate(() => [window.scrollX, window.scrollY])).toEqual(before)
    const selected = await page.locator('#rf-recap .rf-letter-text').evaluate((element) => {
      getSelection()?.selectAllChildren(element)
      return getSelection()?.toString() ?? ''
    })
    expect(normalise(selected)).toBe(normalise(text))
  })

  it('nothing is asked of the server in the three seconds after the end', async () => {
    const page = await openCheck({ text, ...pace })
    await seeFinal(page, text)
    const repeated = await page.waitForRequest(() => true, { timeout: 3000 }).catch(() => undefined)
    expect(repeated?.url()).toBeUndefined()
    expect(requests()).toBe(1)
  })

  it('it can be confirmed while it is being written, with one model request', async () => {
    const page = await openHeld(25)
    await seeConfirmed(page)
    gate.open()
    await page.getByText('Summary ready', { exact: true }).waitFor()
    expect(requests()).toBe(1)
  })
})

describe('Stopping a recap', () => {
  it('keeps the text, marked as incomplete, and it can be written again from the beginning', async () => {
    const page = await openHeld(35)
    const stop = page.getByRole('button', { name: 'Stop writing' })
    stage.model.setBehaviour({ text: again, ...pace })
    await stop.click()
    await page.getByText('You stopped the writing here.').waitFor()
    expect(await page.locator('#rf-recap .rf-letter-text').textContent()).toBe(wordsOf(text, 35))
    expect(await page.locator('.rf-status').textContent()).toBe('The summary is incomplete')
    expect(await page.locator('#rf-recap [role="alert"]').count()).toBe(0)
    expect(await stop.count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('rf-recap-heading')

    await page.reload()
    expect(await page.locator('#rf-recap .rf-letter-text').textContent()).toBe(wordsOf(text, 35))
    expect(requests()).toBe(1)
    await page.getByRole('button', { name: 'Write it again' }).click()
    await seeFinal(page, again)
    expect(firstWrongSight(await sightsOf(page), again)).toBeUndefined()
    expect(requests()).toBe(2)
    expect(faultsOf(page)).toEqual([])
  })

  it('ends the request to the model', async () => {
    const page = await openHeld(5)
    const request = await stage.model.waitForRequest(asked + 1)
    await page.getByRole('button', { name: 'Stop writing' }).click()
    await request.closed
    expect(request.closedEarly).toBe(true)
  })
})

const failures: readonly { what: string; behaviour: Behaviour; shown: number; says: RegExp }[] = [
  { what: 'answers 500', behaviour: { status: 500 }, shown: 0, says: /busy or has a fault/ },
  { what: 'answers 429', behaviour: { status: 429, retryAfter: 0 }, shown: 0, says: /busy or has a fault/ },
  { what: 'stalls before the first token', behaviour: { text, stallAfter: 0 }, shown: 0, says: /in time/ },
  { what: 'just ends its body', behaviour: { text, endAfter: 45 }, shown: 45, says: /cut short|broke off/ },
  { what: 'breaks off in mid-text', behaviour: { text, breakAfter: 45 }, shown: 45, says: /broke off/ },
  { what: 'writes nothing at all', behaviour: { text: [] }, shown: 0, says: /Something went wrong/ },
]

describe('When the model', () => {
  for (const { what, behaviour, shown, says } of failures) {
    it(`${what}, it is said, the text so far stays, and both Try again and Confirm work`, async () => {
      const page = await openCheck({ ...pace, ...behaviour })
      const alert = page.locator('#rf-recap [role="alert"]')
      await alert.waitFor()
      expect(await alert.innerText()).toMatch(says)
      expect(await alert.innerText()).toContain('Your answers are safe')
      const written = page.locator('#rf-recap .rf-letter-text')
      expect((await written.allTextContents()).join('')).toBe(wordsOf(text, shown))
      expect(await page.locator('.rf-status').textContent()).toBe(
        shown === 0 ? 'Summary not available' : 'The summary is incomplete',
      )
      expect(await page.locator('[aria-busy]').count()).toBe(0)
      expect(firstWrongSight(await sightsOf(page), text)).toBeUndefined()

      await page.reload()
      expect((await written.allTextContents()).join('')).toBe(wordsOf(text, shown))
      const failed = await openTab(page.context(), page.url())
      await failed.locator('#rf-recap [role="alert"]').waitFor()

      const soFar = requests()
      stage.model.setBehaviour({ text: again, ...pace })
      await page.getByRole('button', { name: 'Try again' }).click()
      await seeFinal(page, again)
      expect(firstWrongSight(await sightsOf(page), again)).toBeUndefined()
      expect(requests() - soFar).toBe(1)
      expect(faultsOf(page)).toEqual([])
      await seeConfirmed(failed)
    })
  }
})

describe('When the model has failed for good', () => {
  it('the answers are sent without a summary', async () => {
    const page = await openCheck({ status: 500 })
    await page.locator('#rf-recap [role="alert"]').waitFor()
    await seeConfirmed(page)
    expect(await page.locator('#rf-recap').count()).toBe(0)
  })
})
