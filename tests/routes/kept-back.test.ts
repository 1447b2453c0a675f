import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as answers from './answers.js'
import { answerAll, type Posts } from './page.js'
import { watch } from './recap.js'
import { modelServer, stage, temporaryFolder } from './stage.js'

/** Everything that the provider was sent for a recap of these answers. */
async function sentFor(
  slug: string,
  posts: Posts,
  options: Parameters<typeof stage>[0] = {},
): Promise<string> {
  const model = await modelServer()
  const { visitor } = stage({ ...options, model })
  const session = await answerAll(visitor, slug, posts)
  await visitor.post(`${session}/recap`)
  await watch(visitor, session, 'text')
  await visitor.post(`${session}/confirm`)
  expect(model.requests).toHaveLength(1)
  const { headers, path, body } = model.requests[0] ?? {}
  // The port and the length hold whatever digits they like.
  const { host: _host, 'content-length': _length, ...others } = headers ?? {}
  return JSON.stringify({ headers: others, path, body })
}

describe('58: what reaches the provider', () => {
  it('of the clinic intake has neither name, birth, telephone nor pregnancy', async () => {
    const sent = await sentFor('clinic-intake', answers.clinic)
    for (const kept of [
      'Marker-Name',
      'Maren',
      '1986',
      '27 March',
      '778',
      '9911',
      'regnan',
      'I am not sure',
      'unsure',
      'full_name',
    ]) {
      expect(sent).not.toContain(kept)
    }
    for (const told of ['My knee hurts on the stairs.', '38.5', 'Ibuprofen', '400 mg', 'Text message']) {
      expect(sent).toContain(told)
    }
  })

  it('of the mood check has no thought of self-harm, and no score', async () => {
    const posts = { ...answers.mood, sleep: { sleep: '2' }, self_harm: { self_harm: '3' } }
    const sent = await sentFor('mood-check', posts)
    for (const kept of [
      'Nearly every day',
      'self_harm',
      'self-harm',
      'death',
      'better off dead',
      'Total score',
      'moderate signs',
      'crisis',
      '000 000',
    ]) {
      expect(sent).not.toContain(kept)
    }
    for (const told of ['The evenings are quiet.', 'On more than half of the days', 'Somewhat hard']) {
      expect(sent).toContain(told)
    }
  })

  it('of the feature request has no address to write to, and no urgency', async () => {
    const sent = await sentFor('feature-request', answers.request)
    for (const kept of ['ada@', 'example.org', 'Work email', 'rgency']) expect(sent).not.toContain(kept)
    for (const told of ['Load graphs from a web address', 'Developer', 'Every week'])
      expect(sent).toContain(told)
  })

  it('28: has nothing that was answered and then closed again', async () => {
    const model = await modelServer()
    const { visitor } = stage({ model })
    const session = await answerAll(visitor, 'clinic-intake', answers.clinic)
    await visitor.post(`${session}/takes_medicines?from=check`, { takes_medicines: 'false' })
    await visitor.post(`${session}/recap`)
    await watch(visitor, session, 'text')
    expect(JSON.stringify(model.requests[0]?.body)).not.toContain('Ibuprofen')
  })

  it('has nothing typed that was not taken', async () => {
    const model = await modelServer()
    const { visitor } = stage({ model })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/title`, { title: 'DRAFTED' })
    await visitor.post(`${session}/title`, answers.request.title)
    await visitor.post(`${session}/title`, { title: 'TYPED '.repeat(50) })
    await visitor.post(`${session}/problem`, { intent: 'back', problem: 'LEFT'.repeat(20) })
    await visitor.post(`${session}/recap`)
    await watch(visitor, session, 'text')
    expect(JSON.stringify(model.requests[0]?.body)).not.toMatch(/DRAFTED|TYPED|LEFT/)
  })

  it('has no sensitive, hidden or excluded field of any kind, alone or in a group', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'graphs', 'secrets'), { recursive: true })
    writeFileSync(
      join(folder, 'graphs', 'secrets', 'schema.yaml'),
      `name: Secrets
version: "1.0"
language: en
fields:
  - {id: open, type: string, label: Open}
  - {id: word, type: string, sensitive: true, label: Word-label}
  - {id: story, type: text, sensitive: true, label: Story-label, hint: Story-hint, description: Story-description}
  - {id: amount, type: integer, sensitive: true, label: Amount-label}
  - {id: day, type: date, sensitive: true, label: Day-label}
  - id: several
    type: choice
    multiple: true
    sensitive: true
    label: Several-label
    options: [{value: one, label: One-option}, {value: two, label: Two-option}]
  - id: whole
    type: group
    label: Whole-label
    fields:
      - {id: inner, type: string, label: Inner-label}
  - id: partly
    type: group
    label: Partly
    fields:
      - {id: told, type: string, label: Told}
      - {id: held, type: string, sensitive: true, label: Held-label}
      - {id: unseen, type: string, hidden: true, label: Unseen-label}
recap:
  exclude: [whole]
completion:
  - when: answered(word)
    title: Thank you
    body: Completion-text {word}
  - title: Thank you
    body: Another text.
`,
    )
    const sent = await sentFor(
      'secrets',
      {
        open: { open: 'OPEN' },
        word: { word: 'MARKER-word' },
        story: { story: 'MARKER-story' },
        amount: { amount: '73519' },
        day: { 'day-day': '11', 'day-month': '12', 'day-year': '1913' },
        several: { several: ['one', 'two'] },
        whole: { inner: 'MARKER-inner' },
        partly: { told: 'TOLD', held: 'MARKER-held', unseen: 'MARKER-unseen' },
      },
      { graphs: join(folder, 'graphs') },
    )
    expect(sent).toContain('OPEN')
    expect(sent).toContain('TOLD')
    for (const kept of [
      'MARKER',
      '-label',
      '-hint',
      '-description',
      '-option',
      '73519',
      '1913',
      'Completion-text',
    ]) {
      expect(sent).not.toContain(kept)
    }
  })
})
