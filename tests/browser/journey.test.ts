import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { type Answers, begin, fillIn } from './fill-in.js'
import { letter, normalise } from './letters.js'
import { type Stage, setStage } from './stage.js'
import { faultsOf, firstWrongSight, sightsOf, statusesOf } from './stream-witness.js'

const reference = /^[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}$/

interface Journey {
  readonly name: string
  readonly answers: Answers
  /** Pages that have to come on the way, and the one after the alert is raised. */
  readonly through: readonly string[]
  readonly alert?: { readonly title: string; readonly firstOn: string; readonly isOnDone: boolean }
  readonly check: readonly string[]
}

const journeys: readonly Journey[] = [
  {
    name: 'Mood check',
    answers: { self_harm: '1' },
    through: ['interest', 'self_harm', 'impact', 'in_own_words'],
    alert: { title: 'You do not have to carry this alone', firstOn: 'impact', isOnDone: true },
    check: ['Thoughts of death or self-harm', 'On a few days'],
  },
  {
    name: 'Ask for a feature',
    answers: {
      title: 'Load graphs from a web address',
      'deadline-day': '',
      'deadline-month': '',
      'deadline-year': '',
    },
    through: ['reporter', 'title', 'problem', 'blocked', 'deadline', 'done_when'],
    check: ['ada@example.org', 'Load graphs from a web address', 'You gave no date'],
  },
  {
    name: 'Before your visit',
    answers: { symptoms: ['fever', 'chest_pain'], temperature: '38.5', full_name: 'Ada Lovelace' },
    through: ['symptoms', 'chest', 'pregnant', 'temperature', 'medicines', 'allergies', 'consent'],
    alert: { title: 'Call for help now', firstOn: 'pregnant', isOnDone: true },
    check: ['Ada Lovelace', '27 March 1986', 'Pain or pressure in the chest'],
  },
]

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage?.close())

describe('The journey from the home page to the done page', () => {
  for (const journey of journeys) {
    it(`10, 32, 77: leads through "${journey.name}", with the recap arriving as it is written`, async () => {
      const text = letter(`${journey.name} it is.`)
      const gate = createGate()
      stage.model.setBehaviour({ text, pace: 8, gate })
      const asked = stage.model.requests.length
      const page = await stage.newPage()

      await begin(page, stage.server.url, journey.name)
      const ids = await fillIn(page, journey.answers, { onPage: (id) => seeAlert(page, journey, id) })
      expect(ids).toEqual(expect.arrayContaining([...journey.through]))

      const request = await stage.model.waitForRequest(asked + 1)
      gate.release(150)
      await seeGroups(page)
      expect(request.isComplete).toBe(false)
      gate.open()
      await seeWhole(page, text)
      expect(stage.model.requests.length - asked).toBe(1)
      for (const answer of journey.check) expect(await page.locator('main').innerText()).toContain(answer)
      await seeAlert(page, journey, 'check')

      await confirm(page, journey)
      expect(stage.model.requests.length - asked).toBe(1)
      expect(faultsOf(page)).toEqual([])
      await page.context().close()
    })
  }
})

/** The crisis alert stands on the very next page, on the check page and on none of those between. */
async function seeAlert(page: Page, { alert }: Journey, id: string): Promise<void> {
  if (alert === undefined) return
  const notice = page.locator('main .rf-notice', { hasText: alert.title })
  const isExpected = id === alert.firstOn || id === 'check'
  expect(await notice.count(), `the alert on ${id}`).toBe(isExpected ? 1 : 0)
  if (isExpected) {
    expect(await notice.getAttribute('role')).toBe('alert')
    expect(await notice.isVisible()).toBe(true)
  }
}

/** While the model is still sending, the text has grown in groups, one after another. */
async function seeGroups(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const seen = window.recapflowSights.filter(({ text }) => text !== '')
    return seen.length >= 5 && (seen.at(-1)?.at ?? 0) - (seen[0]?.at ?? 0) > 300
  })
  expect(await page.locator('#rf-recap [aria-busy="true"]').count()).toBe(1)
}

async function seeWhole(page: Page, text: string): Promise<void> {
  const recap = page.locator('#rf-recap')
  await page.getByText('Summary ready', { exact: true }).waitFor()
  expect(firstWrongSight(await sightsOf(page), text)).toBeUndefined()
  const paragraphs = await recap.locator('.rf-letter-text p').allTextContents()
  expect(paragraphs.map(normalise)).toEqual(text.split('\n\n').map(normalise))
  const statuses = (await statusesOf(page)).filter((text) => text !== 'Looking at your answer…')
  expect(statuses).toEqual(['Writing your summary…', 'Summary ready'])
  expect(await recap.locator('[aria-busy]').count()).toBe(0)
}

async function confirm(page: Page, journey: Journey): Promise<void> {
  const check = page.url()
  await page.getByRole('button', { name: 'Confirm and send' }).click()
  await page.waitForURL(/\/done$/)
  const main = page.locator('main')
  await main.getByText(reference).waitFor()
  if (journey.alert?.isOnDone) await main.getByText(journey.alert.title).waitFor()
  expect(await page.getByRole('button', { name: 'Confirm and send' }).count()).toBe(0)

  // The check page leads on to what was sent; a question says that it was.
  const restored = page.waitForResponse((response) => response.url().endsWith('/done'))
  await page.goBack()
  await (await restored).finished()
  await page.waitForURL(check)
  await main.getByText(reference).waitFor()
  expect(await page.getByRole('button', { name: 'Confirm and send' }).count()).toBe(0)
  await page.goBack()
  await page.getByRole('heading', { name: 'You have already sent these answers' }).waitFor()
  await page.goto(check)
  await page.waitForURL(/\/done$/)
  await page.reload()
  await main.getByText(reference).waitFor()
}
