import type { Page } from 'playwright-core'

/** What to answer, by the name of the form control; everything else is answered by its kind. */
export type Answers = Readonly<Record<string, string | readonly string[]>>

interface Control {
  readonly name: string
  readonly kind: string
  /** Of the first option. */
  readonly value: string
  readonly purpose: string
  readonly mode: string
}

const texts: Readonly<Record<string, string>> = {
  email: 'ada@example.org',
  tel: '040 123 4567',
}

/**
 * Answers the questions on the page as a person would, with the keyboard and the mouse.
 * Radios and checkboxes get their first option, dates 27 3 1986, numbers 2, where `answers` says nothing.
 */
export async function answerPage(page: Page, answers: Answers = {}): Promise<void> {
  for (const control of await controlsOf(page)) {
    const { name, kind, value } = control
    const wanted = answers[name]
    const all = page.locator(`main form [name="${name}"]`)
    if (kind === 'radio' || kind === 'checkbox') {
      for (const chosen of [wanted ?? value].flat()) {
        await page.locator(`main form [name="${name}"][value="${chosen}"]`).check()
      }
    } else if (kind === 'select') {
      await all.selectOption(wanted === undefined ? { index: 1 } : [wanted].flat())
    } else if (kind === 'file') {
      // Left empty where nothing is said.
      await all.setInputFiles([wanted ?? []].flat())
    } else {
      await all.fill(typeof wanted === 'string' ? wanted : guess(control))
    }
  }
}

/** The first of every name; buttons and hidden fields are left out. */
function controlsOf(page: Page): Promise<Control[]> {
  return page.locator('main form').evaluateAll((forms) => {
    const controls = forms.flatMap((form) => [
      ...form.querySelectorAll<HTMLInputElement>('[name]:not([type="hidden"], button)'),
    ])
    return controls
      .filter((control) => control.checkVisibility())
      .filter(({ name }, index) => controls.findIndex((other) => other.name === name) === index)
      .map((control) => ({
        name: control.name,
        kind: control.localName === 'input' ? control.type : control.localName,
        value: control.value,
        purpose: control.getAttribute('autocomplete') ?? '',
        mode: control.getAttribute('inputmode') ?? '',
      }))
  })
}

function guess({ name, purpose, mode }: Control): string {
  if (name.endsWith('-day')) return '27'
  if (name.endsWith('-month')) return '3'
  if (name.endsWith('-year')) return '1986'
  if (mode === 'numeric' || mode === 'decimal') return '2'
  return texts[purpose] ?? 'It began slowly and I notice it most in the evening.'
}

export interface FillInOptions {
  /** Called on every page before it is answered, with the id of the page. */
  readonly onPage?: (id: string) => Promise<void>
  /** Leaves the questions when this page comes. */
  readonly until?: string
}

/** Answers page after page until the check page; returns the ids of the pages on the way. */
export async function fillIn(
  page: Page,
  answers: Answers = {},
  { onPage, until = 'check' }: FillInOptions = {},
): Promise<string[]> {
  const ids: string[] = []
  for (let count = 0; count < 40; count++) {
    const path = new URL(page.url()).pathname
    const id = path.split('/').at(-1) ?? ''
    if (id === until) return ids
    // The model finds the answer good: the page goes on by itself.
    if (id === 'probe' && (await leaves(page, path))) continue
    ids.push(id)
    await onPage?.(id)
    await answerPage(page, answers)
    await goOn(page)
    const gone = await leaves(page, path)
    if (!gone) {
      throw new Error(
        `The page ${path} did not accept the answers:\n${await page.locator('main').innerText()}`,
      )
    }
  }
  throw new Error(`There is no end to the questions: ${ids.join(', ')}`)
}

/** The page's own button: Start, Continue, Check answers. */
export function goOn(page: Page): Promise<void> {
  return page.locator('main form .rf-actions button[type="submit"]').first().click()
}

/** Whether the address changes soon, with or without JavaScript. */
function leaves(page: Page, path: string): Promise<boolean> {
  return page
    .waitForURL((url) => url.pathname !== path, { timeout: 5000, waitUntil: 'domcontentloaded' })
    .then(
      () => true,
      () => false,
    )
}

/** Home, the questionnaire's own page, Start: as a person comes to the first question. */
export async function begin(page: Page, home: string, name: string): Promise<void> {
  await page.goto(home)
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await page.waitForURL(/\/s\/[0-9a-f]{32}\/\w+$/, { waitUntil: 'domcontentloaded' })
}
