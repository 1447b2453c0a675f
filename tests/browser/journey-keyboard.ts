import type { Page } from 'playwright-core'

/** What has the focus, as far as a hand on the keyboard has to know. */
interface Focused {
  readonly kind: string
  readonly name: string
  readonly value: string
  /** The button that goes on, or sends. */
  readonly isWayOn: boolean
}

export interface KeyboardOptions {
  /** Called before each key but those of words that are typed. */
  readonly onKey?: (key: string) => void
  /** Keys on a set of radios that nothing is chosen of. Default the second, then the first again. */
  readonly radio?: readonly string[]
  /** Leaves every answer as it is. */
  readonly isAnswered?: boolean
}

/**
 * Goes through the page with Tab, answers what gets the focus and presses the button at the end. Nothing but keys;
 * waits until another page is there.
 */
export async function passByKeyboard(page: Page, options: KeyboardOptions = {}): Promise<void> {
  const press = async (key: string) => {
    options.onKey?.(key)
    await page.keyboard.press(key)
  }
  const path = new URL(page.url()).pathname
  const done = new Set<string>()
  for (let count = 0; count < 80; count++) {
    await press('Tab')
    const focused = await lookAt(page)
    const { kind, name, value, isWayOn } = focused
    if (isWayOn) {
      await press('Enter')
      await page.waitForURL((url) => url.pathname !== path, { waitUntil: 'domcontentloaded' })
      await settled(page)
      return
    }
    if (options.isAnswered || done.has(name)) continue
    done.add(name)
    if (kind === 'radio') for (const key of options.radio ?? ['ArrowDown', 'ArrowUp']) await press(key)
    else if (kind === 'checkbox') await press('Space')
    else if (kind === 'select') await press('ArrowDown')
    else if (kind === 'text' && value === '') await page.keyboard.type(guess(name))
  }
  throw new Error(`Tab never came to the button that goes on from ${path}`)
}

/** Presses a key until what has the focus is called so. */
export async function moveTo(page: Page, key: 'Tab' | 'Shift+Tab', text: string | RegExp): Promise<void> {
  for (let count = 0; count < 80; count++) {
    await page.keyboard.press(key)
    const found = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
    if (typeof text === 'string' ? found === text : text.test(found)) return
  }
  throw new Error(`${key} never came to ${text}`)
}

/** A question that is being written is waited for, and an address that leads on by itself. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isOnProbe = location.pathname.endsWith('/probe')
    return !isOnProbe || document.querySelector('main textarea') !== null
  })
}

function lookAt(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement)) return { kind: '', name: '', value: '', isWayOn: false }
    const isInput = element instanceof HTMLInputElement
    const hasText = element instanceof HTMLTextAreaElement || (isInput && element.type === 'text')
    return {
      kind: hasText ? 'text' : isInput ? element.type : element.localName,
      name: element.getAttribute('name') ?? '',
      value: hasText ? element.value : '',
      isWayOn: element.matches(
        '#rf-form > .rf-actions button, #rf-form .rf-actions button, .rf-confirm button',
      ),
    }
  })
}

function guess(name: string): string {
  if (name.endsWith('-day')) return '27'
  if (name.endsWith('-month')) return '3'
  if (name === 'deadline-year') return '2999'
  if (name.endsWith('-year')) return '1986'
  if (name === 'email') return 'ada@example.org'
  if (name === 'phone') return '040 123 4567'
  if (['reach', 'pain_level', 'strength'].includes(name)) return '7'
  if (name === 'temperature') return '38.5'
  return 'It began slowly and I notice it most in the evening.'
}
