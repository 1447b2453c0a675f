import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { answerAll } from './answered.js'
import { begin, fillIn, goOn } from './fill-in.js'
import { inspect } from './inspect.js'
import { letter } from './letters.js'
import { type Stage, setStage } from './stage.js'

let stage: Stage

beforeAll(async () => {
  stage = await setStage()
})
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close()
})
afterAll(() => stage?.close())

const open = async (path: string) => {
  const page = await stage.newPage()
  await page.goto(new URL(path, stage.server.url).href)
  return page
}

/** The check page with some of the recap, and the model held. */
async function openStreaming(): Promise<Page> {
  const gate = createGate()
  stage.model.setBehaviour({ text: letter(), gate })
  gate.release(60)
  const page = await openCheck()
  await page.locator('[aria-busy="true"]', { hasText: 'Thank you for your answers.' }).waitFor()
  return page
}

async function openCheck(): Promise<Page> {
  const page = await stage.newPage()
  await page.goto(await answerAll(page, stage.server.url))
  return page
}

describe('axe finds nothing serious, and nothing sticks out at 320 px, on', () => {
  it('65, 68: the home page, the start page and a page that is not there', async () => {
    const page = await open('/')
    await inspect(page, 'home')
    await page.goto(`${stage.server.url}/q/mood-check`)
    await inspect(page, 'start')
    await page.goto(`${stage.server.url}/nothing/here`)
    await inspect(page, 'not found')
  })

  it('65, 68: a question with radios, and one below a crisis alert', async () => {
    const page = await stage.newPage()
    await begin(page, stage.server.url, 'Mood check')
    await inspect(page, 'radios')
    await fillIn(page, { self_harm: '1' }, { until: 'impact' })
    await page.getByRole('heading', { name: 'You do not have to carry this alone' }).waitFor()
    await inspect(page, 'crisis alert')
  })

  it('65, 68: a group of questions, the same with errors, and a question with checkboxes', async () => {
    const page = await stage.newPage()
    await begin(page, stage.server.url, 'Before your visit')
    await inspect(page, 'group')
    await goOn(page)
    await page.locator('#rf-errors').waitFor()
    await inspect(page, 'errors')
    await fillIn(page, {}, { until: 'symptoms' })
    await inspect(page, 'checkboxes')
    await goOn(page)
    await page.locator('#rf-errors').waitFor()
    await inspect(page, 'checkboxes with an error')
  })

  it('65, 68: the check page before the recap', async () => {
    const page = await stage.newPage()
    // The request for the recap is under way and stays there.
    await page.route('**/recap', () => undefined)
    await page.goto(await answerAll(page, stage.server.url))
    await page.getByText('Your answers, read back to you as a short letter.').waitFor()
    await inspect(page, 'waiting')
  })

  it('65, 68: the check page while the recap is written, stopped and whole, and the pages after it', async () => {
    const page = await openStreaming()
    await inspect(page, 'streaming')
    await page.getByRole('button', { name: 'Stop writing' }).click()
    await page.getByText('You stopped the writing here.').waitFor()
    await inspect(page, 'stopped')
    stage.model.setBehaviour({ text: letter() })
    await page.getByRole('button', { name: 'Write it again' }).click()
    await page.getByText('Summary ready', { exact: true }).waitFor()
    await inspect(page, 'final')
    await page.getByRole('button', { name: 'Confirm and send' }).click()
    await page.waitForURL(/\/done$/)
    await inspect(page, 'done')
    await page.goto(page.url().replace(/done$/, 'title'))
    await page.getByRole('heading', { name: 'You have already sent these answers' }).waitFor()
    await inspect(page, 'already sent')
  })

  it('65, 68: the check page when the recap has failed', async () => {
    stage.model.setBehaviour({ text: letter(), breakAfter: 30 })
    const page = await openCheck()
    await page.locator('#rf-recap [role="alert"]').waitFor()
    await inspect(page, 'failed')
  })

  it('65, 68: the demo, before, during and after', async () => {
    const gate = createGate()
    stage.model.setBehaviour({ text: letter(), gate })
    gate.release(60)
    const page = await open('/demo')
    await inspect(page, 'demo')
    await page.getByRole('button', { name: 'Write it' }).click()
    await page.locator('[aria-busy="true"]', { hasText: 'Thank you for your answers.' }).waitFor()
    await inspect(page, 'demo while it is written')
    gate.open()
    await page.getByText('Summary ready', { exact: true }).waitFor()
    await page.locator('.rf-side').last().getByText('Thank you for your answers.').waitFor()
    await inspect(page, 'demo when it is written')
  })
})
