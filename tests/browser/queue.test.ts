import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { answerAll } from './answered.js'
import { type Stage, setStage } from './stage.js'

const gate = createGate()
let stage: Stage

beforeAll(async () => {
  stage = await setStage({
    behaviour: { text: 'This is what you asked for.', gate },
    environment: { RUN_CONCURRENCY: '1', MAX_WAITING_RUNS: '2' },
  })
})
afterAll(() => stage?.close())

async function ask(): Promise<Page> {
  const page = await stage.newPage()
  await page.goto(await answerAll(page, stage.server.url, 'feature-request'))
  return page
}

const sees = (page: Page, text: string) => page.getByText(text).first().waitFor()

it('who waits sees the place in the queue, and who finds no room is told to try again', async () => {
  await ask()
  await stage.model.waitForRequest(1)
  gate.release()
  const [second, third] = [await ask(), await ask()]
  await sees(second, 'You are next in the queue.')
  await sees(third, 'You are number 2 in the queue.')

  const fourth = await ask()
  const message = fourth.getByRole('alert').filter({ hasText: 'The server could not do that just now.' })
  await message.waitFor()
  expect(stage.model.requests).toHaveLength(1)

  gate.open()
  await sees(third, 'Summary ready')
  await fourth.getByRole('button', { name: 'Show summary' }).click()
  await sees(fourth, 'Summary ready')
  expect(await message.isVisible()).toBe(false)
  expect(stage.model.requests).toHaveLength(4)
})
