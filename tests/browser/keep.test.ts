import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openTab } from './browser.js'
import { begin, fillIn, goOn } from './fill-in.js'
import { type Stage, setStage } from './stage.js'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close()
})
afterAll(() => stage?.close())

const atPage = (page: Page, id: string) => page.waitForURL((url) => url.pathname.endsWith(`/${id}`))

async function feature(until: string): Promise<Page> {
  const page = await stage.newPage()
  await begin(page, stage.server.url, 'Ask for a feature')
  await fillIn(page, { title: 'From the first browser' }, { until })
  return page
}

it('36: a link goes on in a second browser at the first open question, and both have what the other saved', async () => {
  const first = await feature('problem')
  await first.getByRole('link', { name: 'Save and come back', exact: false }).click()
  await first.getByRole('button', { name: 'Make a link', exact: false }).click()
  const link = await first.locator('.rf-copy').innerText()

  const second = await stage.newPage()
  await second.goto(link)
  await second.getByRole('heading', { name: 'Go on with your answers' }).waitFor()
  expect(await second.locator('main input:not([type="hidden"]), main textarea').count()).toBe(0)
  await second.locator('main form button').click()
  await atPage(second, 'problem')
  await fillIn(second, {}, { until: 'frequency' })

  await first.goto(stage.server.url)
  await first.getByRole('link', { name: 'Ask for a feature', exact: true }).click()
  await atPage(first, 'frequency')
})

it('36: of two tabs the second is told what the first has saved, keeps its own words and may go on', async () => {
  const first = await feature('title')
  const second = await openTab(first.context(), first.url())
  await first.locator('[name="title"]').fill('Saved first')
  await goOn(first)
  await atPage(first, 'problem')

  const title = second.locator('[name="title"]')
  await title.fill('Saved second')
  await goOn(second)
  const alert = second.getByRole('alert').filter({ hasText: 'This page was changed elsewhere' })
  await alert.waitFor()
  expect(await alert.innerText()).toContain('Saved first')
  expect(await title.inputValue()).toBe('Saved second')
  await first.goto(second.url())
  expect(await first.locator('[name="title"]').inputValue()).toBe('Saved first')

  await goOn(second)
  await atPage(second, 'problem')
  await first.reload()
  expect(await first.locator('[name="title"]').inputValue()).toBe('Saved second')
})
