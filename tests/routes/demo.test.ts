import { expect, test } from 'vitest'
import { find, textOf } from '../views/html.js'
import { modelServer, stage } from './stage.js'

test('a demo that is written again from its sheet does not put a page inside the sheet', async () => {
  const model = await modelServer({ text: 'A letter in a few words.' })
  const { visitor } = stage({ model, isStandalone: true })
  const fromPage = await visitor.post('/demo', {}, { 'hx-request': 'true', 'hx-target': 'rf-page' })
  expect([fromPage.status, fromPage.headers.get('location')]).toEqual([303, '/demo'])
  const waited = await visitor.send('/demo/text')
  expect(await waited.text()).toContain('A letter in a few words.')

  const fromSheet = await visitor.post('/demo', {}, { 'hx-request': 'true', 'hx-target': 'rf-recap' })
  expect([fromSheet.status, fromSheet.headers.get('hx-redirect')]).toEqual([204, '/demo'])
  await visitor.send('/demo/text')
  expect(model.requests).toHaveLength(2)
  expect(textOf(find((await visitor.open('/demo')).root, '#rf-recap'))).toContain('A letter in a few words.')
})
