import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { messagesFor } from '../../views/messages/index.js'
import { answerAll } from './answered.js'
import { type Answers, fillIn } from './fill-in.js'
import { moveTo, passByKeyboard, settled } from './journey-keyboard.js'
import { cutTexts } from './layout-problems.js'
import { letter } from './letters.js'
import { type Stage, setStage } from './stage.js'
import { faultsOf, firstWrongSight, sightsOf } from './stream-witness.js'

const en = messagesFor('en')
const reference = /^[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}$/
const slugs = ['mood-check', 'feature-request', 'clinic-intake']
const noDate: Answers = { 'deadline-day': '', 'deadline-month': '', 'deadline-year': '' }

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close()
})
afterAll(() => stage?.close())

/** Each questionnaire once; in English they are filled in without JavaScript elsewhere, too. */
const narrow = [
  { slug: 'mood-check', language: 'en', answers: {} },
  { slug: 'feature-request', language: 'fi', answers: noDate },
  { slug: 'clinic-intake', language: 'fi', answers: { temperature: '38,5' } },
] as const

describe('Without JavaScript, on a screen 320 px wide', () => {
  it.each(narrow)('59: $slug in $language leads from the start page until it is sent', async (journey) => {
    const { slug, language, answers } = journey
    const words = messagesFor(language)
    stage.model.setBehaviour({ text: letter(`${slug} it is.`) })
    const page = await stage.newPage({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } })
    const button = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await page.goto(`${stage.server.url}/q/${slug}?language=${language}`)
    await button(words.start)
    const ids = await fillIn(page, answers, {
      onPage: async (id) => {
        expect(await cutTexts(page), id).toEqual([])
        expect(await page.locator('html').getAttribute('lang')).toBe(language)
      },
    })
    expect(ids.length).toBeGreaterThan(8)
    await button(words.recapShow)
    await page.getByText(words.recapReady, { exact: true }).waitFor()
    expect(await page.locator('#rf-recap').innerText()).toContain(`${slug} it is.`)
    expect(await cutTexts(page)).toEqual([])
    await button(words.confirm)
    await page.waitForURL(/\/done$/)
    await page.getByText(reference).waitFor()
    expect(await cutTexts(page)).toEqual([])
    expect(faultsOf(page)).toEqual([])
  })
})

describe('With the keyboard alone', () => {
  it.each(slugs)('72: "%s" leads from the start page until it is sent', async (slug) => {
    stage.model.setBehaviour({ text: letter() })
    stage.model.setAside('probe', { text: 'Since when?' })
    const page = await stage.newPage()
    const keys = new Set<string>()
    // Every second answer of a scale, so that more is opened; elsewhere the first, come to from the second.
    const radio = slug === 'mood-check' ? ['ArrowDown'] : ['ArrowDown', 'ArrowUp']
    await page.goto(`${stage.server.url}/q/${slug}?language=en`)
    await moveTo(page, 'Tab', en.start)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/s\/[0-9a-f]{32}\/\w+$/)
    await mendByKeyboard(page)
    const paths: string[] = []
    for (let count = 0; !/\/(check|done)$/.test(new URL(page.url()).pathname); count++) {
      expect(count).toBeLessThan(40)
      await passByKeyboard(page, { radio, onKey: (key) => keys.add(key) })
      paths.push(new URL(page.url()).pathname)
      if (count === 0) await goBackByKeyboard(page)
    }
    await page.getByText(en.recapReady, { exact: true }).waitFor()
    await moveTo(page, 'Tab', en.confirm)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/done$/)
    await page.getByText(reference).waitFor()
    if (slug !== 'mood-check') expect(paths.some((path) => path.endsWith('/probe'))).toBe(true)
    if (slug === 'clinic-intake') expect(paths.some((path) => path.includes('/medicines'))).toBe(true)
    const used = ['Tab', 'Enter', 'Space', 'ArrowDown', 'ArrowUp']
    expect([...keys].filter((key) => !used.includes(key))).toEqual([])
    expect(faultsOf(page)).toEqual([])
  })
})

/** Nothing filled in: the summary has the focus, and its first link leads into the field. */
async function mendByKeyboard(page: Page): Promise<void> {
  await moveTo(page, 'Tab', /^Continue$/)
  await page.keyboard.press('Space')
  await page.locator('#rf-errors').waitFor()
  await page.waitForFunction(() => document.activeElement?.id === 'rf-errors')
  await page.keyboard.press('Tab')
  const target = await page.evaluate(() => document.activeElement?.getAttribute('href'))
  await page.keyboard.press('Enter')
  await page.waitForFunction((id) => `#${document.activeElement?.id}` === id, target)
  // Up to where a page begins, so that Tab comes to everything on it.
  await moveTo(page, 'Shift+Tab', 'Back')
}

/** Back with Shift and Tab, and on again. */
async function goBackByKeyboard(page: Page): Promise<void> {
  const path = new URL(page.url()).pathname
  await moveTo(page, 'Shift+Tab', 'Back')
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname !== path)
  await settled(page)
  await passByKeyboard(page, { isAnswered: true })
  expect(new URL(page.url()).pathname).toBe(path)
}

describe('Where less motion is wanted', () => {
  it('47: nothing on the page moves, and the text arrives in groups of half a second', async () => {
    const text = letter('Calmly.')
    const counts: Record<string, number> = {}
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      stage.model.setBehaviour({ text, pace: 10 })
      const page = await stage.newPage({ reducedMotion })
      const streams: string[] = []
      page.on('request', (request) => {
        if (request.url().includes('/stream/')) streams.push(request.url())
      })
      await page.goto(await answerAll(page, stage.server.url))
      await page.locator('[aria-busy="true"]', { hasText: 'Calmly.' }).waitFor()
      const moving = await page.evaluate(() => document.getAnimations().length)
      const scrolling = await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior)
      await page.getByText(en.recapReady, { exact: true }).waitFor()
      const sights = (await sightsOf(page)).filter((sight) => sight.text !== '')
      expect(firstWrongSight(sights, text)).toBeUndefined()
      counts[reducedMotion] = sights.length
      expect(streams.length).toBeGreaterThan(0)
      expect(streams.every((url) => /[?&]calm(&|$)/.test(url))).toBe(reducedMotion === 'reduce')
      if (reducedMotion === 'reduce') expect([moving, scrolling]).toEqual([0, 'auto'])
      else expect(moving).toBeGreaterThan(0)
    }
    expect(counts.reduce).toBeGreaterThan(2)
    expect(counts.reduce ?? 0).toBeLessThan((counts['no-preference'] ?? 0) / 3)
  })
})
