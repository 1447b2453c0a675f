import type { Page } from 'playwright-core'
import type { Stage } from './stage.js'

type Form = Readonly<Record<string, string>>

/**
 * Brings a tab to every kind of page that people see, one after another; yields what each is called while the tab
 * shows it. The texts are in English, or in Finnish, whose words are long.
 */
export async function* everyKindOfPage(stage: Stage, page: Page, language = 'en'): AsyncGenerator<string> {
  const home = stage.server.url
  const headers = { origin: home }
  const post = async (path: string, form: Form = {}): Promise<string> => {
    const answer = await page.context().request.post(home + path, { headers, form, maxRedirects: 0 })
    const { pathname, search } = new URL(answer.headers().location ?? path, home)
    if (pathname.endsWith('/probe')) return post(pathname + search, { intent: 'skip' })
    return pathname.split('/').slice(0, 3).join('/')
  }
  const show = async (path: string): Promise<void> => {
    await page.goto(home + path, { waitUntil: 'load' })
  }
  /** The page as it comes back when nothing is filled in. */
  const refuse = async (path: string): Promise<void> => {
    await show(path)
    await page.locator('main form .rf-actions button').first().click()
    await page.locator('#rf-errors').waitFor()
  }

  await show('/')
  yield 'home'
  await show(`/q/mood-check?language=${language}`)
  yield 'start'
  await show('/nothing/here')
  yield 'not there'

  const mood = await post('/q/mood-check', { language })
  await refuse(`${mood}/interest`)
  yield 'radios with an error'
  await post(`${mood}/self_harm`, { self_harm: '3' })
  await show(`${mood}/impact?after=self_harm`)
  yield 'crisis alert'
  await show(`${mood}/check`)
  yield 'check with gaps'
  await show(`${mood}/save`)
  yield 'save'
  await show(`${mood}/delete`)
  yield 'delete'

  const clinic = await post('/q/clinic-intake', { language })
  await show(`${clinic}/about`)
  yield 'group'
  await refuse(`${clinic}/about`)
  yield 'group with errors'
  await show(`${clinic}/reason`)
  yield 'long text'
  await show(`${clinic}/symptoms`)
  yield 'checkboxes'
  await post(`${clinic}/takes_medicines`, { takes_medicines: 'true' })
  await show(`${clinic}/medicines/add`)
  yield 'entry with a quantity'
  const long = 'Acetylsalicylic'.repeat(8)
  await post(`${clinic}/medicines/add`, { medicine: long, schedule: 'Once a day' })
  await post(`${clinic}/medicines/add`, { medicine: 'Ibuprofen', schedule: 'Once a day' })
  await show(`${clinic}/medicines?removed=3`)
  yield 'list of entries'
  await show(`${clinic}/consent`)
  yield 'consent'

  const request = await post('/q/feature-request', { language })
  await show(`${request}/done_when`)
  yield 'several texts'
  await show(`${request}/attachments`)
  await page.setInputFiles('input[type="file"]', {
    name: 'notes.exe',
    mimeType: '',
    buffer: Buffer.from('MZ'),
  })
  await page.locator('main form .rf-actions button').first().click()
  await page.locator('#rf-errors').waitFor()
  yield 'file that is not taken'
  await post(`${request}/reporter`, { email: 'ada@example.org', role: 'Developer' })
  await post(`${request}/title`, { title: long.slice(0, 80) })
  await post(`${request}/problem`, { problem: `${long} is what I had to type four times this week.` })
  await post(`${request}/frequency`, { frequency: '4' })
  await post(`${request}/reach`, { reach: '12' })
  await post(`${request}/blocked`, { blocked: 'true' })
  await show(`${request}/check`)
  await page.locator('#rf-recap .rf-letter-text p').first().waitFor()
  await page.locator('.rf-wrong summary').click()
  yield 'check with the recap'
  await page.locator('.rf-confirm button').click()
  await page.waitForURL(/\/done$/)
  yield 'done'
  await show(`${request}/title`)
  yield 'already sent'
  await show('/demo')
  yield 'demo'
}
