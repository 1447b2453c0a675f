import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, PASSWORD_HASH } from '../routes/owner.js'
import { begin, fillIn } from './fill-in.js'
import { inspect } from './inspect.js'
import { type Stage, setStage } from './stage.js'

let stage: Stage

beforeAll(async () => {
  stage = await setStage({ environment: { OWNER_PASSWORD_HASH: PASSWORD_HASH, TZ: 'UTC' } })
})
afterAll(() => stage?.close())

async function send(name: string, answers: Record<string, string>): Promise<void> {
  const page = await stage.newPage()
  await begin(page, stage.server.url, name)
  await fillIn(page, answers)
  await page.getByRole('button', { name: 'Confirm and send' }).click()
  await page.waitForURL(/\/done$/)
  await page.context().close()
}

describe('The owner’s pages', () => {
  it('65: read, draw, take along and delete what was sent, and axe finds nothing serious on the way', {
    timeout: 180_000,
  }, async () => {
    const url = `${stage.server.url}/responses`
    const owner = await stage.newPage({ acceptDownloads: true })
    await owner.goto(url)
    await inspect(owner, 'sign in')
    await owner.getByLabel('Password').fill('something else')
    // The browser logs the status of a refused page as an error of its own.
    await owner.getByRole('button', { name: 'Sign in' }).click()
    await owner.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await inspect(owner, 'sign in, refused')
    await owner.getByLabel('Password').fill(PASSWORD)
    await owner.keyboard.press('Enter')
    await owner.getByRole('heading', { name: 'No responses yet' }).waitFor()
    await inspect(owner, 'empty')

    await send('Mood check', { self_harm: '1' })
    await send('Before your visit', { symptoms: 'fever', temperature: '38.5' })
    await owner.reload()
    await owner.getByRole('heading', { name: '2 responses' }).waitFor()
    await inspect(owner, 'list')

    await owner.getByLabel('Questionnaire').selectOption({ label: 'Mood check' })
    await owner.getByRole('button', { name: 'Show' }).click()
    await owner.getByRole('heading', { name: '1 response' }).waitFor()
    const [file] = await Promise.all([
      owner.waitForEvent('download'),
      owner.getByRole('link', { name: 'Download CSV' }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(/^mood-check-[\d-]+\.csv$/)
    expect(
      readFileSync(await file.path(), 'utf8')
        .trimEnd()
        .split('\r\n'),
    ).toHaveLength(2)

    await owner.getByRole('link', { name: 'See the answers as charts' }).click()
    await owner.getByRole('heading', { name: 'Total score' }).waitFor()
    await inspect(owner, 'charts of choices')
    await owner.getByLabel('Questionnaire').selectOption({ label: 'Before your visit' })
    await owner.getByRole('button', { name: 'Show' }).click()
    const numbers = owner.getByRole('region', { name: 'Highest temperature (°C)' })
    await numbers.getByText('As a table').click()
    await numbers.getByRole('table').waitFor()
    await inspect(owner, 'charts of numbers')

    await owner.getByRole('link', { name: 'Responses', exact: true }).first().click()
    await owner.getByRole('table').getByRole('link').last().click()
    await owner.getByText('Thoughts of death or self-harm (sensitive)').waitFor()
    await inspect(owner, 'one response')
    await owner.getByRole('link', { name: 'Delete this response' }).click()
    await inspect(owner, 'before deleting')
    await owner.getByRole('button', { name: 'Delete the response' }).click()
    await owner.getByText(/^Response .* was deleted\.$/).waitFor()
    await owner.getByRole('heading', { name: '1 response' }).waitFor()
    await owner.getByRole('link', { name: 'Record' }).click()
    await owner.getByText('Response deleted').waitFor()
    await inspect(owner, 'record')
    await owner.getByRole('button', { name: 'Sign out' }).click()
    await owner.getByText('You have signed out.').waitFor()
    await owner.goBack()
    await owner.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  it('work without JavaScript', async () => {
    const owner = await stage.newPage({ javaScriptEnabled: false })
    await owner.goto(`${stage.server.url}/responses/charts`)
    await owner.getByLabel('Password').fill(PASSWORD)
    await owner.getByRole('button', { name: 'Sign in' }).click()
    await owner.waitForURL(/\/responses\/charts$/)
    await owner.getByLabel('Questionnaire').selectOption({ label: 'Before your visit' })
    await owner.getByRole('button', { name: 'Show' }).click()
    await owner.getByRole('heading', { name: 'Before your visit' }).waitFor()
  })
})
