import { expect, test } from 'vitest'
import { find, findAll, textOf } from '../views/html.js'
import * as answers from './answers.js'
import { answerAll, createVisitor } from './page.js'
import { watch } from './recap.js'
import { modelServer, stage } from './stage.js'

test('a session is there as JSON, Markdown, CSV and FHIR, for whoever may open it', async () => {
  const model = await modelServer({ text: 'You asked for an address.' })
  const { app, visitor } = stage({ model })
  const session = await answerAll(visitor, 'clinic-intake', answers.clinic)
  await visitor.post(`${session}/recap`)
  await watch(visitor, session, 'text')
  await visitor.submit(`${session}/confirm`)

  const json = await visitor.send(`${session}/export.json`)
  expect(json.headers.get('content-type')).toBe('application/json')
  expect(json.headers.get('content-disposition')).toMatch(
    /^attachment; filename="clinic-intake-[\w-]+\.json"$/,
  )
  expect(json.headers.get('cache-control')).toBe('no-store')
  const document = (await json.json()) as Record<string, unknown>
  expect(document).toMatchObject({
    status: 'sent',
    answers: { medicines: [{ medicine: 'Ibuprofen', strength: { value: 400, unit: 'mg' } }] },
    recap: { text: 'You asked for an address.' },
  })
  expect(await (await visitor.send(`${session}/export.md`)).text()).toContain('# Before your visit')
  expect(await (await visitor.send(`${session}/export.csv`)).text()).toContain('medicines_1_strength_unit')
  const fhir = await visitor.send(`${session}/export.fhir.json`)
  expect(fhir.headers.get('content-type')).toBe('application/fhir+json')
  expect(fhir.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.fhir\.json"$/)
  const text = await fhir.text()
  expect(JSON.parse(text)).toMatchObject({ resourceType: 'QuestionnaireResponse', status: 'completed' })
  // The recap is prose of a model.
  expect(text).not.toContain('You asked for an address.')
  const downloads = find((await visitor.open(`${session}/done`)).root, '.rf-downloads')
  expect(findAll(downloads, 'a').map(textOf)).toEqual(['JSON', 'Markdown', 'CSV', 'FHIR'])
  expect((await createVisitor(app).send(`${session}/export.json`)).status).toBe(404)
  expect((await createVisitor(app).send(`${session}/export.fhir.json`)).status).toBe(404)
  expect((await visitor.send(`${session}/export.pdf`)).status).toBe(404)
})

test('a session that was not sent is a draft', async () => {
  const { visitor } = stage()
  const session = await answerAll(visitor, 'mood-check', answers.mood)
  const document = (await (await visitor.send(`${session}/export.json`)).json()) as Record<string, unknown>
  expect(document).toMatchObject({ status: 'draft', recap: null })
  expect(document).not.toHaveProperty('confirmed_at')
})
