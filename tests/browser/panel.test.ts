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

  it('44: the text is busy only while it is written, nothing in it is live, and three announcements are enough', async () => {
    const page = await openHeld(10)
    const sheet = page.locator('#rf-recap')
    expect(await page.locator('[aria-busy="true"]').count()).toBe(1)
    expect(await page.locator('.rf-status').getAttribute('role')).toBe('status')
    expect(await sheet.locator('[aria-live], [role="status"], [role="log"], [role="alert"]').count()).toBe(0)
    expect(await sheet.evaluate((element) => element.closest('[aria-live], [role="status"]'))).toBeNull()
    gate.open()
    await seeFinal(page, text)
    expect(await page.locator('[aria-busy]').count()).toBe(0)
    const statuses = await statusesOf(page)
    expect(statuses).toEqual(['Writing your summary…', 'Summary ready'])
  })

  it('45, 48: focus and scroll stay where they are when the stream ends, and the text can be selected', async () => {
    const page = await openHeld(30)
    const link = page.getByRole('link', { name: 'Change Problem' })
    await link.focus()
    const before = await page.evaluate(() => [window.scrollX, window.scrollY])
    gate.open()
    await seeFinal(page, text)
    expect(await link.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await page.locator('[aria-busy]').count()).toBe(0)
    expect(await page.evaluate(() => [window.scrollX, window.scrollY])).toEqual(before)
    const selected = await page.locator('#rf-recap .rf-letter-text').evaluate((element) => {
      getSelection()?.selectAllChildren(element)
      return getSelection()?.toString() ?? ''
    })
    expect(normalise(selected)).toBe(normalise(text))
  })

  it('48: nothing scrolls by itself while the text grows, wherever the person has scrolled to', async () => {
    const page = await openHeld(20)
    await page.setViewportSize({ width: 360, height: 400 })
    for (const place of ['the middle', 'the top'] as const) {
      const before = await page.evaluate(async (at) => {
        scrollTo(0, at === 'the top' ? 0 : 200)
        // The browser tells of it a frame later.
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
        document.body.dataset.scrolled = ''
        addEventListener('scroll', () => {
          document.body.dataset.scrolled = 'yes'
        })
        return scrollY
      }, place)
      expect(before > 0).toBe(place === 'the middle')
      gate.release(60)
      await untilWritten(page, place === 'the middle' ? 80 : 140)
      expect(await page.evaluate(() => [scrollY, document.body.dataset.scrolled])).toEqual([before, ''])
    }
    gate.open()
    await seeFinal(page, text)
    expect(await page.evaluate(() => [scrollY, document.body.dataset.scrolled])).toEqual([0, ''])
  })

  it('50: the stream ends by a named event, its connection closes, and for ten seconds nothing is asked again', async () => {
    asked = stage.model.requests.length
    stage.model.setBehaviour({ text, ...pace })
    const page = await stage.newPage()
    const address = await answerAll(page, stage.server.url)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Network.enable')
    const events: string[] = []
    devtools.on('Network.eventSourceMessageReceived', ({ eventName }) => events.push(eventName))
    const stream = page.waitForRequest(/\/stream\//)
    await page.goto(address)
    const ended = (await stream).response().then((response) => response?.finished())
    await seeFinal(page, text)
    // What comes in place of the sheet takes its connection along: "done" may find nobody.
    expect(['final', 'done']).toContain(events.at(-1))
    expect(events).toContain('final')
    const closed = await Promise.race([
      ended.then(
        () => true,
        () => true,
      ),
      page.waitForTimeout(30_000).then(() => false),
    ])
    expect(closed).toBe(true)
    const repeated = await page.waitForRequest(() => true, { timeout: 10_000 }).catch(() => undefined)
    expect(repeated?.url()).toBeUndefined()
    expect(requests()).toBe(1)
  })

  it('43: it can be confirmed while it is being written, with one model request', async () => {
    const page = await openHeld(25)
    await seeConfirmed(page)
    gate.open()
    await page.getByText('Summary ready', { exact: true }).waitFor()
    expect(requests()).toBe(1)
  })
})

describe('Stopping a recap', () => {
  it('46: keeps the text, marked as incomplete, and it can be written again from the beginning', async () => {
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

  it('46: ends the request to the model', async () => {
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
    it(`52: ${what}, it is said, the text so far stays, and both Try again and Confirm work`, async () => {
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
  it('52: the answers are sent without a summary', async () => {
    const page = await openCheck({ status: 500 })
    await page.locator('#rf-recap [role="alert"]').waitFor()
    await seeConfirmed(page)
    expect(await page.locator('#rf-recap').count()).toBe(0)
  })
})

describe('"Something is wrong"', () => {
  it('54: shows old and new of each change, and changes nothing before a click on the button', async () => {
    stage.model.setAside('corrections', {
      text: JSON.stringify({
        changes: [
          { id: 'title', value: 'Load graphs from a shared address' },
          { id: 'reach', value: 14 },
        ],
        unplaced: [],
      }),
    })
    const page = await openCheck({ text })
    const check = page.url()
    const answers = async () =>
      (await (await page.context().request.get(check.replace(/check.*$/, 'export.json'))).json()).answers
    const before = await answers()
    await seeFinal(page, text)
    await page.getByText('Something is wrong', { exact: true }).click()
    await page.locator('#rf-reply').fill('It is a shared address, and 14 of us.')
    await page.locator('details button').click()
    await page.getByRole('heading', { name: '2 changes to check' }).waitFor()
    expect(await page.locator('main del').allInnerTexts()).toEqual(['web', '12'])
    expect(await page.locator('main ins').allInnerTexts()).toEqual(['shared', '14'])
    expect(await answers()).toEqual(before)
    await page.locator('main [name="apply"][value="1"]').uncheck()
    expect(await answers()).toEqual(before)
    await page.locator('main form .rf-actions button').click()
    await page.waitForURL(/\/check$/)
    expect(await answers()).toEqual({ ...before, reach: 14 })
  })
})
