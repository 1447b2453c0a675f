import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFocusLab, type FocusLab } from './focus-lab.js'
import { everyKindOfPage } from './journey-pages.js'
import { cutTexts, smallTargets } from './layout-problems.js'
import { letter } from './letters.js'
import { type Stage, setStage } from './stage.js'

/** What WCAG 1.4.12 asks a page to stand. */
const spacing = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-block-end: 2em !important }`

const narrow = { width: 320, height: 640 }
const wide = { width: 1280, height: 900 }

let stage: Stage
let lab: FocusLab
const seen: string[] = []
const problems = { focus: [] as string[], targets: [] as string[], layout: [] as string[] }

/** Every kind of page is opened once, and measured in every way while it is open. */
beforeAll(async () => {
  stage = await setStage()
  stage.model.setBehaviour({ text: letter() })
  // Styles can be added from outside only where the policy is not asked.
  const page = await stage.newPage({ bypassCSP: true, reducedMotion: 'reduce' })
  lab = await createFocusLab(stage.browser)
  for (const language of ['en', 'fi']) {
    for await (const name of everyKindOfPage(stage, page, language)) {
      seen.push(name)
      await measure(page, `${name} (${language})`)
      // How focus shows is the same in every language.
      if (language === 'en') await measureFocus(page, name)
    }
  }
})
afterAll(() => stage?.close())

async function measure(page: Page, name: string): Promise<void> {
  const note = (list: string[], how: string, found: readonly string[]) =>
    list.push(...found.map((problem) => `${name}, ${how}: ${problem}`))
  await page.setViewportSize(wide)
  note(problems.targets, 'wide', await smallTargets(page))
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
  note(problems.layout, '200 % text', await cutTexts(page))
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
  await page.setViewportSize(narrow)
  note(problems.layout, '320 px', await cutTexts(page))
  note(problems.targets, '320 px', await smallTargets(page))
  const style = await page.addStyleTag({ content: spacing })
  note(problems.layout, '320 px, text spacing', await cutTexts(page))
  await style.evaluate((element) => element.parentNode?.removeChild(element))
}

async function measureFocus(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const found = await lab.problemsOf(page, colorScheme)
    problems.focus.push(...found.map((problem) => `${name}, ${colorScheme}: ${problem}`))
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

describe('On every kind of page', () => {
  it('66: whatever has the focus shows it, at least 2 px thick and 3:1 strong, and nothing stands before it', () => {
    expect(lab.looks().length).toBeGreaterThan(20)
    expect(problems.focus).toEqual([])
  })

  it('67: what can be pressed is at least 24 by 24 px, radios and checkboxes 40', () => {
    expect(new Set(seen).size).toBeGreaterThan(20)
    expect(problems.targets).toEqual([])
  })

  it('69: nothing sticks out or is cut at 320 px, with text twice as large, and with more space in the text', () => {
    expect(problems.layout).toEqual([])
  })
})
