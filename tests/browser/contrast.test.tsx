import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PageBody, QuestionPage } from '../../views/index.js'
import { documentOf, everyKind, everyPage } from '../views/samples.js'
import { type ContextOptions, launchBrowser, newVisitor, openTab } from './browser.js'

let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const questions = (hasErrors: boolean) => (
  <QuestionPage
    prefix="rf"
    language="en"
    number={3}
    title="The fall"
    isGroup={true}
    questions={everyKind.map((item) => (hasErrors ? item : { ...item, error: undefined }))}
    alerts={[]}
    url="/s/1/fall"
    next="continue"
  />
)

const pages = {
  ...everyPage(),
  'a question of every kind': questions(false),
  'a question of every kind with an error': questions(true),
}

/** A tab with our pages as they are rendered, without a server. */
async function openBlank(options: ContextOptions = {}): Promise<Page> {
  return openTab(await newVisitor(browser, { reducedMotion: 'reduce', ...options }))
}

async function show(page: Page, content: (typeof pages)[keyof typeof pages]): Promise<void> {
  const html = documentOf(
    <PageBody
      prefix="rf"
      language="en"
      siteName="Riverside"
      homeUrl="/"
      help={{ text: '01632 960 018', phone: '+441632960018' }}
      back={{ href: '/s/1/before' }}
      notices={['The telephone numbers are stand-ins.']}
    >
      {content}
    </PageBody>,
  )
  await page.setContent(html.replaceAll(/<(script|link)[^>]*>(<\/script>)?/g, ''))
  await page.addStyleTag({ path: resolve(import.meta.dirname, '../../public/recapflow.css') })
}

/** Borders of controls and outlines of what has the focus that do not reach 3:1 against what is behind them. */
function faintOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
    if (canvas === null) throw new Error('There is no canvas.')
    const pixel = (colours: readonly string[]) => {
      canvas.clearRect(0, 0, 1, 1)
      for (const colour of colours) {
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
      }
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
    }
    // WCAG 2.2, "relative luminance" and "contrast ratio".
    const luminance = (rgb: readonly number[]) =>
      rgb.reduce((sum, value, index) => {
        const share = value / 255
        const linear = share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
        return sum + linear * ([0.2126, 0.7152, 0.0722][index] ?? 0)
      }, 0)
    const behind = (element: Element | null): string[] =>
      element === null
        ? ['white']
        : [...behind(element.parentElement), getComputedStyle(element).backgroundColor]
    const ratio = (colour: string, background: readonly string[]) => {
      const [light = 0, dark = 0] = [
        luminance(pixel([...background, colour])),
        luminance(pixel(background)),
      ].sort((a, b) => b - a)
      return (light + 0.05) / (dark + 0.05)
    }
    const problems: string[] = []
    const see = (what: string, found: number) => {
      if (!(found >= 3)) problems.push(`${what}: ${found.toFixed(2)}`)
    }
    const controls = document.querySelectorAll<HTMLElement>(
      '.rf a[href], .rf button, .rf summary, .rf :is(input:not([type="hidden"]), textarea, select)',
    )
    for (const control of controls) {
      if (!control.checkVisibility()) continue
      const what = control.id || control.textContent?.trim() || control.tagName
      const isBox = control instanceof HTMLInputElement && /radio|checkbox/.test(control.type)
      const isStep = control.closest('.rf-scale-step') !== null
      if (isStep) {
        const label = control.nextElementSibling
        if (label) see(what, ratio(getComputedStyle(label).borderTopColor, behind(label.parentElement)))
      } else if (isBox) {
        see(what, ratio(getComputedStyle(control, '::before').borderTopColor, behind(control)))
      } else if (control.matches('input, textarea, select')) {
        see(what, ratio(getComputedStyle(control).borderBottomColor, behind(control.parentElement)))
      }
      control.focus({ focusVisible: true } as FocusOptions)
      if (!control.matches(':focus-visible')) continue
      const focused = isStep ? (control.nextElementSibling ?? control) : control
      const { outlineStyle, outlineColor, outlineWidth } = getComputedStyle(focused)
      if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 2) problems.push(`${what}: no outline`)
      else see(`${what} in focus`, ratio(outlineColor, behind(focused.parentElement)))
    }
    if (controls.length < 2) problems.push('There is next to nothing on the page.')
    return problems
  })
}

describe('what can be operated stands out by 3:1, at rest and in focus,', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`68: on every page, ${colorScheme}`, async () => {
      const page = await openBlank({ colorScheme })
      const faint: string[] = []
      for (const [name, content] of Object.entries(pages)) {
        await show(page, content)
        faint.push(...(await faintOn(page)).map((what) => `${name}: ${what}`))
      }
      expect(faint).toEqual([])
      await page.context().close()
    })
  }
})

it('68: with forced colours every state of a control looks different from rest', async () => {
  const page = await openBlank({ forcedColors: 'active', viewport: { width: 800, height: 2000 } })
  const look = async (selector: string) =>
    (await page.locator(selector).first().screenshot({ animations: 'disabled', caret: 'hide' })).toString(
      'base64',
    )
  const controls = {
    radio: { control: '#rf-sleep-1', seen: '.rf-choice:has(#rf-sleep-1)' },
    checkbox: { control: '#rf-by-1', seen: '.rf-choice:has(#rf-by-1)' },
    step: { control: '#rf-pain-2', seen: '.rf-scale-step:has(#rf-pain-2)' },
    text: { control: '#rf-where', seen: '#rf-where' },
  }
  await show(page, pages['a question of every kind'])
  const rest = new Map<string, string>()
  for (const [name, { control, seen }] of Object.entries(controls)) {
    rest.set(name, await look(seen))
    await page.locator(control).evaluate((element) => element.focus({ focusVisible: true } as FocusOptions))
    const outline = await page.locator(control).evaluate((element) => {
      const label = element.closest('.rf-scale-step')?.querySelector('label')
      const { outlineStyle, outlineWidth } = getComputedStyle(label ?? element)
      return element.matches(':focus-visible') ? `${outlineStyle} ${outlineWidth}` : 'no focus'
    })
    expect(outline, `${name} in focus`).toBe('solid 3px')
    await page.locator('h1').evaluate(() => (document.activeElement as HTMLElement).blur())
    if (name === 'text') continue
    await page.locator(control).check()
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    expect(await look(seen), `${name} chosen`).not.toBe(rest.get(name))
  }
  await show(page, pages['a question of every kind with an error'])
  for (const [name, { seen }] of Object.entries(controls)) {
    expect(await look(seen), `${name} with an error`).not.toBe(rest.get(name))
  }
  await page.context().close()
})
