import type { BrowserContext, Page } from 'playwright-core'

/** What a person could have read, at one moment. */
export interface Sight {
  readonly text: string
  /** Milliseconds since the page began. */
  readonly at: number
}

declare global {
  interface Window {
    recapflowSights: Sight[]
    /** What the status region has said. */
    recapflowStatuses: string[]
  }
}

/** Notes the text of the streaming element on every mutation of the page, from its first moment. */
export async function installWitness(
  context: BrowserContext,
  selector = '[sse-swap="snapshot"]',
): Promise<void> {
  await context.addInitScript((streaming) => {
    window.recapflowSights = []
    window.recapflowStatuses = []
    let last: string | undefined
    let lastStatus = ''
    new MutationObserver(() => {
      const status = document.querySelector('.rf-status[role="status"]')?.textContent?.trim() ?? ''
      if (status !== lastStatus) {
        lastStatus = status
        if (status !== '') window.recapflowStatuses.push(status)
      }
      const element = document.querySelector(streaming)
      const text = element?.textContent ?? undefined
      if (text === undefined || text === last) return
      last = text
      window.recapflowSights.push({ text, at: performance.now() })
    }).observe(document, { childList: true, subtree: true, characterData: true })
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`)
    })
  }, selector)
}

export function sightsOf(page: Page): Promise<Sight[]> {
  return page.evaluate(() => window.recapflowSights)
}

export function statusesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => window.recapflowStatuses)
}

/** The first sight that is not the beginning of `whole`, or that is shorter than the one before it. */
export function firstWrongSight(sights: readonly Sight[], whole: string): string | undefined {
  let length = 0
  for (const { text } of sights) {
    if (!whole.startsWith(text)) return `not the beginning of the text: ${JSON.stringify(text)}`
    if (text.length < length) return `text went away: ${JSON.stringify(text)} after ${length} characters`
    length = text.length
  }
  return undefined
}

const faults = new WeakMap<Page, string[]>()

/** Notes whatever goes wrong in the tab; the browser's own note about a page with errors (422) does not count. */
export function watchForFaults(page: Page): void {
  const found: string[] = []
  faults.set(page, found)
  page.on('pageerror', (error) => found.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    if (/status of 422/.test(message.text())) return
    found.push(`${message.text()} (${message.location().url})`)
  })
}

export function faultsOf(page: Page): readonly string[] {
  return faults.get(page) ?? []
}
