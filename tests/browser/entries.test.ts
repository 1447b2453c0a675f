import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { beginWith } from './begun.js'
import { answerPage, goOn } from './fill-in.js'
import { type Stage, setStage } from './stage.js'
import { faultsOf } from './stream-witness.js'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage?.close())

const atList = (page: Page) => page.waitForURL((url) => url.pathname.endsWith('/medicines'))
const titles = (page: Page) => page.locator('.rf-entries dt').allInnerTexts()
const isFocused = (selector: string) => document.activeElement?.matches(selector) === true

async function addMedicine(page: Page, name: string): Promise<void> {
  await answerPage(page, { medicine: name, schedule: 'Once a day' })
  await goOn(page)
  await atList(page)
}

it.each([
  ['with', true],
  ['without', false],
] as const)(
  '30: entries have headings, are changed and removed by name, and what was removed is told, %s JavaScript',
  async (_, javaScriptEnabled) => {
    const page = await stage.newPage({ javaScriptEnabled })
    const session = await beginWith(page, stage.server.url, 'clinic-intake', [
      ['takes_medicines', { takes_medicines: 'true' }],
    ])
    // Where nothing was entered and something has to be, the list begins with an entry.
    await page.goto(`${session}/medicines`)
    await page.waitForURL(/\/medicines\/add$/)
    expect(await page.locator('h1').innerText()).toContain('Medicine 1')
    await addMedicine(page, 'Ibuprofen')
    await page.getByRole('link', { name: 'Add another medicine' }).click()
    await page.waitForURL(/\/medicines\/add$/)
    expect(await page.locator('h1').innerText()).toContain('Medicine 2')
    await addMedicine(page, 'Paracetamol')
    expect(await titles(page)).toEqual(['Medicine 1', 'Medicine 2'])

    await page.getByRole('link', { name: 'Change Medicine 2', exact: true }).click()
    await page.locator('[name="medicine"]').waitFor()
    expect(await page.locator('[name="medicine"]').inputValue()).toBe('Paracetamol')
    expect(await page.locator('h1').innerText()).toContain('Medicine 2')
    await page.locator('[name="medicine"]').fill('Aspirin')
    await goOn(page)
    await atList(page)
    for (const kind of ['Change', 'Remove']) {
      const hidden = page.locator('.rf-change .rf-vh', { hasText: 'Medicine 1' })
      expect(await hidden.count(), kind).toBe(2)
    }

    await page.getByRole('button', { name: 'Remove Medicine 1', exact: true }).click()
    const told = page.locator('[role="status"]', { hasText: 'Medicine 1 was removed.' })
    await told.waitFor()
    expect(await told.isVisible()).toBe(true)
    expect(await titles(page)).toEqual(['Medicine 1'])
    expect(await page.locator('.rf-entries').innerText()).toContain('Aspirin')
    if (javaScriptEnabled) {
      await page.waitForFunction(isFocused, 'h1')
      expect(await page.locator('h1').innerText()).toBe('Your medicines')
    }
    expect(faultsOf(page)).toEqual([])
    await page.context().close()
  },
)
