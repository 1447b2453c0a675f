import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { answerAll } from './answered.js'
import { beginWith } from './begun.js'
import { goOn } from './fill-in.js'
import { letter } from './letters.js'
import { type Stage, setStage } from './stage.js'

let stage: Stage

beforeAll(async () => {
  stage = await setStage({ behaviour: { text: letter() } })
})
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close()
})
afterAll(() => stage?.close())

/** A page of every kind of question, and what has to be answered before. */
const questionnaires = [
  { slug: 'mood-check', posts: [], ids: ['interest'] },
  {
    slug: 'feature-request',
    posts: [['blocked', { blocked: 'true' }]],
    ids: ['reporter', 'deadline', 'done_when', 'attachments'],
  },
  {
    slug: 'clinic-intake',
    posts: [
      ['symptoms', { symptoms: 'chest_pain' }],
      ['chest', { pain_now: 'true', pain_level: '5' }],
      ['takes_medicines', { takes_medicines: 'true' }],
      ['medicines/add', { medicine: 'Ibuprofen', schedule: 'Once a day' }],
    ],
    ids: ['about', 'chest', 'medicines', 'medicines/add'],
  },
] as const

/** What Tab comes to, in order, from the beginning of the page to its end; a set of radios counts once. */
async function tabbed(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    document.body.tabIndex = -1
    document.body.focus()
  })
  const found: string[] = []
  for (let count = 0; count < 120; count++) {
    await page.keyboard.press('Tab')
    const place = await page.evaluate(() => {
      const element = document.activeElement
      return element === null || element === document.body
        ? undefined
        : (element.getAttribute('data-order') ?? element.outerHTML.slice(0, 80))
    })
    if (place === undefined || place === found[0]) return found
    found.push(place)
  }
  throw new Error('Tab does not come to an end.')
}

/** What can be reached, in the order in which the page is read; the first or the chosen one of a set of radios. */
function readable(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = [
      ...document.querySelectorAll<HTMLElement>(
        'a[href], button, summary, input:not([type="hidden"]), textarea, select',
      ),
    ].filter((element) => element.checkVisibility())
    const radios = new Set<string>()
    const reached = all.filter((element) => {
      if (!(element instanceof HTMLInputElement) || element.type !== 'radio') return true
      const set = all.filter((other) => other instanceof HTMLInputElement && other.name === element.name)
      const chosen = set.find((other) => other instanceof HTMLInputElement && other.checked) ?? set[0]
      if (element !== chosen || radios.has(element.name)) return false
      radios.add(element.name)
      return true
    })
    return reached.map((element, index) => {
      element.dataset.order = `${index} ${element.id || element.textContent?.trim()}`
      return element.dataset.order
    })
  })
}

/** Pairs that stand on the page against the order in which they are read: below and before, or left and before. */
function outOfPlace(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const places = [...document.querySelectorAll<HTMLElement>('main [data-order]')]
      .sort((a, b) => Number.parseInt(a.dataset.order ?? '', 10) - Number.parseInt(b.dataset.order ?? '', 10))
      .map((element) => ({ name: element.dataset.order, box: element.getBoundingClientRect() }))
    return places.slice(1).flatMap(({ name, box }, index) => {
      const before = places[index]
      const isAbove = before !== undefined && box.bottom <= before.box.top
      return isAbove ? [`${name} stands above ${before.name}`] : []
    })
  })
}

/** Waiting for a drag, for a pointer that only hovers, or for two of them. */
async function watchListeners(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const add = EventTarget.prototype.addEventListener
    EventTarget.prototype.addEventListener = function (...values: Parameters<typeof add>) {
      const name = values[0]
      if (/^(drag|drop|touch|gesture|pointer|mouse(over|enter|move|down))/.test(name)) {
        document.documentElement.dataset.pointers = `${document.documentElement.dataset.pointers ?? ''} ${name}`
      }
      return add.apply(this, values)
    }
  })
}

async function expectOrder(page: Page, isOneColumn = true): Promise<void> {
  const expected = await readable(page)
  expect(expected.length).toBeGreaterThan(2)
  expect(await tabbed(page)).toEqual(expected)
  if (isOneColumn) expect(await outOfPlace(page)).toEqual([])
  expect(
    await page.locator('[draggable="true"], [tabindex]:not([tabindex="-1"], [tabindex="0"])').count(),
  ).toBe(0)
  expect(await page.evaluate(() => document.documentElement.dataset.pointers ?? '')).toBe('')
}

describe('70: Tab goes through the page as it is read, and nothing asks for a drag, a hover or two pointers,', () => {
  for (const { slug, posts, ids } of questionnaires) {
    it(`on the pages of ${slug}, from its start`, async () => {
      const page = await stage.newPage({ viewport: { width: 360, height: 800 } })
      await watchListeners(page)
      await page.goto(`${stage.server.url}/q/${slug}`)
      await expectOrder(page)
      const session = await beginWith(page, stage.server.url, slug, posts)
      for (const id of ids) {
        await page.goto(`${session}/${id}`)
        expect(new URL(page.url()).pathname).toMatch(new RegExp(`/${id}$`))
        await expectOrder(page)
      }
    })
  }

  it('on a page with errors, on the check page with its recap, and on the done page', async () => {
    const page = await stage.newPage({ viewport: { width: 360, height: 800 } })
    await watchListeners(page)
    await page.goto(`${await beginWith(page, stage.server.url, 'clinic-intake')}/about`)
    await goOn(page)
    await page.locator('#rf-errors').waitFor()
    await expectOrder(page)
    await page.goto(await answerAll(page, stage.server.url))
    await page.getByText('Summary ready', { exact: true }).waitFor()
    await expectOrder(page)
    await page.setViewportSize({ width: 1280, height: 800 })
    await expectOrder(page, false)
    await page.getByRole('button', { name: 'Confirm and send' }).click()
    await page.waitForURL(/\/done$/)
    await page.setViewportSize({ width: 360, height: 800 })
    await expectOrder(page)
  })
})
