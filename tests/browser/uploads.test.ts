import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pdf, png } from '../routes/uploads.js'
import { answerAll, request } from './answered.js'
import { goOn } from './fill-in.js'
import { type Stage, setStage } from './stage.js'
import { faultsOf } from './stream-witness.js'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})
afterAll(() => stage?.close())

interface Chosen {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}
const chosen = (name: string, content: Uint8Array | string, mimeType = 'image/png'): Chosen => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
})

/** Picks files in the browser's own dialogue. */
async function choose(page: Page, files: readonly Chosen[]): Promise<void> {
  const dialogue = page.waitForEvent('filechooser')
  await page.locator('#rf-attachments').click()
  await (await dialogue).setFiles([...files])
}

const given = (page: Page) => page.locator('.rf-files li').allInnerTexts()
const atPage = (page: Page, id: string) => page.waitForURL((url) => url.pathname.endsWith(`/${id}`))

/** A feature request with all answers, at its question for files. */
async function open(javaScriptEnabled: boolean): Promise<Page> {
  const page = await stage.newPage({ javaScriptEnabled })
  const { attachments: _none, ...others } = request
  const check = await answerAll(page, stage.server.url, 'feature-request', { ...others, attachments: {} })
  await page.goto(check.replace(/\/check.*$/, '/attachments'))
  return page
}

describe.each([
  { title: 'with JavaScript', javaScriptEnabled: true },
  { title: 'without JavaScript', javaScriptEnabled: false },
])('files $title', ({ javaScriptEnabled }) => {
  it('23: are chosen, added, removed and taken back from the check page; what cannot be taken is named', async () => {
    const page = await open(javaScriptEnabled)
    expect(await page.locator('label[for="rf-attachments"]').innerText()).toContain('Screenshots or files')
    await choose(page, [
      chosen('menu.png', png('menu')),
      chosen('Küche "2".pdf', pdf('x'), 'application/pdf'),
    ])
    await page.getByRole('button', { name: 'Add these and choose more' }).click()
    await page.getByRole('button', { name: 'Remove menu.png' }).waitFor()
    expect(await given(page)).toHaveLength(2)

    await choose(page, [chosen('page.png', '<script>alert(1)</script>')])
    await goOn(page)
    const summary = page.locator('#rf-errors')
    await summary.waitFor()
    expect(await summary.locator('a').allInnerTexts()).toEqual([
      'The file “page.png” for “Screenshots or files” is not PNG, JPEG or PDF. Choose one that is.',
    ])
    await summary.locator('a').click()
    await page.waitForFunction(() => document.activeElement?.id === 'rf-attachments')
    expect(await given(page)).toHaveLength(2)

    await page.getByRole('button', { name: 'Remove menu.png' }).click()
    await page.getByRole('button', { name: 'Remove menu.png' }).waitFor({ state: 'detached' })
    expect(await given(page)).toHaveLength(1)
    await choose(page, [chosen('list.png', png('list'))])
    await goOn(page)
    await atPage(page, 'check')
    expect(await given(page)).toEqual([expect.stringContaining('.pdf (10 bytes)'), 'list.png (50 bytes)'])

    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'list.png' }).click()
    const file = await download
    expect(file.suggestedFilename()).toBe('list.png')
    expect(new URL(page.url()).pathname).toMatch(/\/check$/)

    await page.getByRole('button', { name: 'Confirm and send' }).click()
    await atPage(page, 'done')
    expect(await given(page)).toHaveLength(2)
    if (javaScriptEnabled) expect(faultsOf(page)).toEqual([])
  })
})

it('9: Back keeps a file that was only just chosen', async () => {
  const page = await open(true)
  await choose(page, [chosen('menu.png', png('menu'))])
  await page.getByRole('link', { name: 'Back', exact: true }).click()
  await atPage(page, 'done_when')
  await goOn(page)
  await atPage(page, 'attachments')
  expect(await given(page)).toEqual([expect.stringContaining('menu.png (50 bytes)')])
  expect(faultsOf(page)).toEqual([])
})

it('65: a question with files in it passes axe and fits a narrow window', async () => {
  const page = await open(true)
  await page.setViewportSize({ width: 320, height: 640 })
  await choose(page, [chosen(`${'long'.repeat(20)}.png`, png('long')), chosen('b.png', png('b'))])
  await page.getByRole('button', { name: 'Add these and choose more' }).click()
  await page.getByRole('button', { name: 'Remove b.png' }).waitFor()
  await choose(page, [chosen('c.png', 'no picture')])
  await goOn(page)
  await page.locator('#rf-errors').waitFor()
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
  const heights = await page
    .locator('.rf-files button')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(24)
})
