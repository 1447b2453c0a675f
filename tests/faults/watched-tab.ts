import type { Browser, Page } from 'playwright-core'
import { answerAll, request } from '../browser/answered.js'
import { newVisitor, openTab } from '../browser/browser.js'
import { installWitness, type Sight, sightsOf } from '../browser/stream-witness.js'
import { titleOf } from './numbered-model.js'
import { withLineFeeds } from './numbered-text.js'

declare global {
  interface Window {
    /** EventSources that the page has made, and connections that those have opened. */
    recapflowSources: { made: number; opened: number }
  }
}

/** How a page has come to its connections. */
export interface Connections {
  /** By a new EventSource, as the extension makes one after a refusal or the watchdog after a silence. */
  readonly made: number
  /** All of them: what is more than `made` are connections that an EventSource has opened again by itself. */
  readonly opened: number
}

/** A tab of a visitor of its own whose answers are all given, with the witness in it, before its check page. */
export async function openWatchedTab(
  browser: Browser,
  home: string,
  session: number,
): Promise<{ readonly page: Page; readonly check: string }> {
  const context = await newVisitor(browser)
  await installWitness(context)
  await context.addInitScript(() => {
    window.recapflowSources = { made: 0, opened: 0 }
    const Original = window.EventSource
    window.EventSource = class extends Original {
      constructor(url: string | URL, options?: EventSourceInit) {
        super(url, options)
        window.recapflowSources.made++
        this.addEventListener('open', () => {
          window.recapflowSources.opened++
        })
      }
    }
  })
  const page = await openTab(context)
  const check = await answerAll(page, home, 'feature-request', {
    ...request,
    title: { title: titleOf(session) },
  })
  return { page, check }
}

export function connectionsOf(page: Page): Promise<Connections> {
  return page.evaluate(() => window.recapflowSources)
}

/** Until the finished sheet is there. Answers what it says. */
export async function untilFinal(page: Page, timeout = 30_000): Promise<string> {
  await page.getByText('Summary ready', { exact: true }).waitFor({ timeout })
  return (await page.locator('#rf-recap .rf-letter-text').textContent()) ?? ''
}

/** Until the text on the page has so many characters. */
export async function untilLength(page: Page, length: number, timeout = 30_000): Promise<void> {
  await page.waitForFunction(
    (wanted) => (document.querySelector('[sse-swap="snapshot"]')?.textContent?.length ?? 0) >= wanted,
    length,
    { timeout },
  )
}

/**
 * What was wrong with what a person could have read, over all mutations. The texts are those of the model calls in
 * order: the page may go from one to a later one, through an empty sheet, and never back.
 */
export function wrongSights(sights: readonly Sight[], texts: readonly string[]): string | undefined {
  const wholes = texts.map(withLineFeeds)
  let current = 0
  let length = 0
  for (const { text } of sights) {
    if (text === '') {
      length = 0
      continue
    }
    const found = wholes.findIndex((whole, index) => index >= current && whole.startsWith(text))
    if (found === -1)
      return `not the beginning of a text of the provider: …${JSON.stringify(text.slice(-60))}`
    if (found > current) length = 0
    if (text.length < length) return `text went away: ${text.length} characters after ${length}`
    current = found
    length = text.length
  }
  return undefined
}

/** The same of a page. */
export async function wrongSightsOf(page: Page, texts: readonly string[]): Promise<string | undefined> {
  return wrongSights(await sightsOf(page), texts)
}
