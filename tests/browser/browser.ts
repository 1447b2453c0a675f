import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { findBrowser } from '../../scripts/find-browser.mjs'
import { watchForFaults } from './stream-witness.js'

const isRoot = process.getuid?.() === 0

/** A real browser with a fresh profile. Fails, rather than skips, where none is installed. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === undefined) {
    throw new Error('No browser was found. Run `node scripts/find-browser.mjs` to see how to get one.')
  }
  return chromium.launch({
    executablePath,
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export type ContextOptions = NonNullable<Parameters<Browser['newContext']>[0]>

/** A visitor with cookies of their own. Anything the browser logs as an error is an error here. */
export async function newVisitor(browser: Browser, options: ContextOptions = {}): Promise<BrowserContext> {
  return browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', ...options })
}

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'recapflow-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Another tab of the same visitor. */
export async function openTab(context: BrowserContext, url?: string): Promise<Page> {
  const page = await context.newPage()
  page.setDefaultTimeout(45_000)
  watchForFaults(page)
  if (url !== undefined) await page.goto(url)
  return page
}
