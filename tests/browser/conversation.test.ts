import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Behaviour } from '../model-server/behaviour.mjs'
import { createGate, type Gate } from '../model-server/gate.mjs'
import { openTab } from './browser.js'
import { inspect as inspectPage } from './inspect.js'
import { letter, normalise } from './letters.js'
import { type Stage, setStage } from './stage.js'
import { faultsOf, firstWrongSight, sightsOf, statusesOf } from './stream-witness.js'

const text = letter('An answer of several paragraphs.')
const again = letter('Quite another answer.')
const pace = { pace: 4, burst: 4 }
const OPENING = 'What is on your mind today? It can be something small.'
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
  stage = await setStage()
})
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close()
})
afterAll(() => stage?.close())

const box = (page: Page) => page.getByRole('textbox', { name: 'Your reply' })
const send = (page: Page) => page.getByRole('button', { name: 'Send reply' }).click()

/** A tab with a conversation that has asked its first question. */
async function begin(behaviour: Behaviour, options = {}): Promise<Page> {
  asked = stage.model.requests.length
  stage.model.setBehaviour(behaviour)
  const page = await stage.newPage(options)
  await page.goto(`${stage.server.url}/c/dialogue`)
  await page.getByRole('button', { name: 'Start the conversation' }).click()
  await page.getByText(OPENING).waitFor()
  await box(page).waitFor()
  return page
}

/** Until the person's words stand above, and not in the box any more. */
async function say(page: Page, words: string): Promise<void> {
  const before = await page.locator('.rf-mine').count()
  await box(page).fill(words)
  await send(page)
  await page.locator('.rf-mine').nth(before).waitFor()
}

/** Until the reply box is there again: the answer is whole. */
const untilAsked = (page: Page) => box(page).waitFor()

/** The same, replied to, with so many words of the answer on the page and the model held there. */
async function beginHeld(words: number): Promise<Page> {
  gate = createGate()
  const page = await begin({ text, gate, ...pace })
  await say(page, 'The sea')
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

/** Everything that was said, by whom. */
function turnsOf(page: Page): Promise<[string, string][]> {
  return page
    .locator('.rf-turn')
    .evaluateAll((turns) =>
      turns.flatMap((turn) =>
        [...turn.querySelectorAll('.rf-letter-text')].map((said): [string, string] => [
          turn.querySelector('.rf-who')?.textContent ?? '',
          (said.textContent ?? '').replaceAll(/\s+/g, ' ').trim(),
        ]),
      ),
    )
}

const joined = (whole: string) => normalise(whole.replaceAll('\n\n', ''))
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.className)

describe('A conversation', () => {
  it('is begun, streams every answer, brings the reply box back with the focus, and ends', async () => {
    const page = await begin({ text, ...pace })
    await say(page, 'The sea\nand the wind')
    await untilAsked(page)
    expect(await focused(page)).toBe('reply')
    const sights = await sightsOf(page)
    expect(sights.length).toBeGreaterThan(5)
    expect(firstWrongSight(sights, text)).toBeUndefined()
    expect(await turnsOf(page)).toEqual([
      ['recapflow', OPENING],
      ['You', 'The sea and the wind'],
      ['recapflow', joined(text)],
    ])
    expect((await statusesOf(page)).slice(-3)).toEqual([
      'It is your turn',
      'An answer is being written…',
      'It is your turn',
    ])
    stage.model.setBehaviour({ text: 'Goodbye then.', ...pace })
    await page.keyboard.type('bye')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('The conversation has ended.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('The conversation has ended.')
    expect(await box(page).count()).toBe(0)
    expect(await page.locator('[aria-busy]').count()).toBe(0)
    expect(requests()).toBe(2)
    expect(faultsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Start another conversation' }).click()
    await untilAsked(page)
    expect(await turnsOf(page)).toEqual([['recapflow', OPENING]])
  })

  it('does not take the focus from where somebody is reading', async () => {
    const page = await beginHeld(10)
    const back = page.getByRole('link', { name: 'Back', exact: true })
    await back.focus()
    gate.open()
    await untilAsked(page)
    expect(await back.evaluate((element) => element === document.activeElement)).toBe(true)
  })

  it('what was read stays where it is while the rest is written and when it is done', async () => {
    const page = await beginHeld(40)
    const top = () =>
      page.locator('.rf-mine').evaluate((element) => Math.round(element.getBoundingClientRect().top))
    const before = await top()
    gate.release(30)
    await untilWritten(page, 70)
    expect(await top()).toBe(before)
    gate.open()
    await untilAsked(page)
    expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1)
  })

  it('shows the text so far after a reload in mid-stream, and goes on to its end', async () => {
    const page = await beginHeld(50)
    await page.reload({ waitUntil: 'commit' })
    await untilWritten(page, 50)
    gate.open()
    await untilAsked(page)
    const sights = await sightsOf(page)
    expect(sights[0]?.text.length).toBeGreaterThanOrEqual(wordsOf(text, 50).length)
    expect(firstWrongSight(sights, text)).toBeUndefined()
    expect(requests()).toBe(1)
  })

  it('is the same in a second tab, which can go on with it', async () => {
    const page = await beginHeld(20)
    const other = await openTab(page.context(), page.url())
    await untilWritten(other, 20)
    gate.open()
    await Promise.all([box(page).waitFor(), box(other).waitFor()])
    expect(await turnsOf(other)).toEqual(await turnsOf(page))
    expect(requests()).toBe(1)
  })

  it('goes Back to its start page, which leads to it again', async () => {
    const page = await begin({ text: 'One.' })
    await say(page, 'The sea')
    await page.getByText('One.').waitFor()
    await untilAsked(page)
    const address = page.url()
    await page.goBack()
    await page.getByRole('link', { name: 'Go on with it' }).click()
    await page.getByText('One.').waitFor()
    expect(page.url().replace(/#.*/, '')).toBe(address)
    await page.goForward().catch(() => undefined)
    expect(requests()).toBe(1)
  })
})

describe('Stopping an answer', () => {
  it('keeps its text, and it can be written again', async () => {
    const page = await beginHeld(35)
    stage.model.setBehaviour({ text: again, ...pace })
    await page.getByRole('button', { name: 'Stop writing' }).click()
    await page.getByText('You stopped the writing here.').waitFor()
    expect((await turnsOf(page)).at(-1)?.[1]).toBe(joined(wordsOf(text, 35)))
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Write it again')
    await page.reload()
    expect((await turnsOf(page)).at(-1)?.[1]).toBe(joined(wordsOf(text, 35)))
    await page.getByRole('button', { name: 'Write it again' }).click()
    await untilAsked(page)
    expect((await turnsOf(page)).at(-1)?.[1]).toBe(joined(again))
    expect(firstWrongSight(await sightsOf(page), again)).toBeUndefined()
    expect(requests()).toBe(2)
    expect(faultsOf(page)).toEqual([])
  })

  it('a model that breaks off is told, and asked again', async () => {
    const page = await begin({ text, breakAfter: 20, ...pace })
    await say(page, 'The sea')
    const alert = page.locator('.rf-now [role="alert"]')
    await alert.waitFor()
    expect(await alert.innerText()).toContain('The answer breaks off here.')
    stage.model.setBehaviour({ text: again, ...pace })
    await page.getByRole('button', { name: 'Try again' }).click()
    await untilAsked(page)
    expect((await turnsOf(page)).at(-1)?.[1]).toBe(joined(again))
  })
})

describe('A tab that is behind', () => {
  it('is told that this was answered already, and keeps what was typed', async () => {
    const page = await begin({ text: 'One.' })
    const other = await openTab(page.context(), page.url())
    await say(page, 'From the first tab')
    await page.getByText('One.').waitFor()
    await box(other).fill('A long text from the second tab')
    await send(other)
    await other.getByRole('heading', { name: 'This was answered already' }).waitFor()
    expect(await other.evaluate(() => document.activeElement?.id)).toBe('rf-errors')
    expect(await box(other).inputValue()).toBe('A long text from the second tab')
    expect(await turnsOf(other)).toEqual(await turnsOf(page))
    expect(requests()).toBe(1)
    await send(other)
    await other.locator('.rf-mine').nth(1).waitFor()
    await untilAsked(other)
    expect(faultsOf(other)).toEqual([])
  })

  it('sends a reply once, however often its button is pressed', async () => {
    const page = await begin({ text: 'One.', delay: 100 })
    await box(page).fill('Once')
    await page.getByRole('button', { name: 'Send reply' }).dblclick()
    await page.getByText('One.').waitFor()
    expect(await page.locator('.rf-mine').count()).toBe(1)
    expect(requests()).toBe(1)
  })

  it('an empty reply is refused beside its box, which has the focus', async () => {
    const page = await begin({ text: 'One.' })
    await box(page).fill('   ')
    await send(page)
    await page.getByText('Write something before you send it.').waitFor()
    expect(await focused(page)).toBe('reply')
    expect(await box(page).getAttribute('aria-invalid')).toBe('true')
    expect(requests()).toBe(0)
  })
})

describe('Without JavaScript', () => {
  it('a conversation goes from its first question to its end', async () => {
    gate = createGate()
    const page = await begin({ text: 'One two three.', gate }, { javaScriptEnabled: false })
    await say(page, 'The sea')
    expect(new URL(page.url()).hash).toBe('#rf-now')
    await page.getByText('An answer is being written…').waitFor()
    await page.getByRole('link', { name: 'Look again' }).waitFor()
    gate.open()
    await page.getByText('One two three.').waitFor()
    await untilAsked(page)
    await say(page, 'bye')
    await page.getByText('The conversation has ended.').waitFor()
    expect(requests()).toBe(2)
  })

  it('an answer can be stopped and written again', async () => {
    gate = createGate()
    const page = await begin({ text: 'One two three.', gate }, { javaScriptEnabled: false })
    await say(page, 'The sea')
    gate.release(2)
    await page.getByText('One two').waitFor()
    await page.getByRole('button', { name: 'Stop writing' }).click()
    await page.getByText('You stopped the writing here.').waitFor()
    stage.model.setBehaviour({ text: 'Four.' })
    await page.getByRole('button', { name: 'Write it again' }).click()
    await page.getByText('Four.').waitFor()
    await untilAsked(page)
  })
})

describe('When the server process is killed and started again', () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`in mid-answer by ${signal}, the open tab ends with the answer of the new attempt`, async () => {
      const page = await beginHeld(30)
      await stage.server.kill(signal)
      stage.model.setBehaviour({ text: again, pace: 5 })
      await stage.server.start()
      await untilAsked(page)
      expect(await turnsOf(page)).toEqual([
        ['recapflow', OPENING],
        ['You', 'The sea'],
        ['recapflow', joined(again)],
      ])
      expect(requests()).toBe(2)
      await page.reload()
      expect((await turnsOf(page)).map(([who]) => who)).toEqual(['recapflow', 'You', 'recapflow'])
      stage.model.setBehaviour({ text: 'Still here.' })
      await say(page, 'Are you there?')
      await page.getByText('Still here.').waitFor()
    })
  }
})

describe('axe finds nothing serious, and nothing sticks out at 320 px,', () => {
  async function inspect(page: Page, state: string): Promise<void> {
    await inspectPage(page, state)
    for (const button of await page.locator('main button, textarea').all()) {
      const size = await button.boundingBox()
      expect(size?.height ?? 44, `${state}: ${await button.innerText()}`).toBeGreaterThanOrEqual(44)
    }
  }

  it('on its start page, while it asks, writes, is stopped, and when it has ended', async () => {
    const page = await stage.newPage()
    await page.goto(`${stage.server.url}/c/dialogue`)
    await inspect(page, 'start')
    const talk = await begin({ text: 'One.' })
    await inspect(talk, 'asking')
    const other = await openTab(talk.context(), talk.url())
    await say(talk, `The sea ${'and'.repeat(120)}`)
    await talk.getByText('One.').waitFor()
    await box(other).fill('Stale')
    await send(other)
    await other.locator('#rf-errors').waitFor()
    await inspect(other, 'refused')
    await box(talk).fill(' ')
    await send(talk)
    await talk.locator('.rf-error').waitFor()
    await inspect(talk, 'mistake')
    const held = await beginHeld(30)
    await inspect(held, 'writing')
    await held.getByRole('button', { name: 'Stop writing' }).click()
    await held.getByText('You stopped the writing here.').waitFor()
    await inspect(held, 'stopped')
    stage.model.setBehaviour({ text: 'Goodbye.' })
    await held.getByRole('button', { name: 'Write it again' }).click()
    await box(held).waitFor()
    await say(held, 'bye')
    await held.getByText('The conversation has ended.').waitFor()
    await inspect(held, 'ended')
  })
})
