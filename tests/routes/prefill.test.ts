import { expect, test } from 'vitest'
import { find } from '../views/html.js'
import { folderOf } from './folder.js'
import type { createVisitor } from './page.js'
import { stage } from './stage.js'

const survey = `name: Survey
version: "1.0"
language: en
fields:
  - { id: email, label: Email, format: email, prefill: host.user.email }
  - { id: born, type: date, label: Born, max: today, prefill: host.user.born }
  - { id: topic, type: choice, label: Topic, options: [Bikes, Cars], prefill: query.topic }
  - { id: source, hidden: true, prefill: query.ref, maxLength: 10 }
  - { id: plan, label: Plan, readonly: true, default: Basic }
  - { id: count, type: integer, label: Count, default: 3 }
exit: https://www.example.org/weather
recap: false
`

function setStage(host: Record<string, unknown> = {}) {
  const completed: Record<string, unknown>[] = []
  const { app, visitor } = stage({
    graphs: folderOf({ 'survey/schema.yaml': survey }),
    prefill: () => host,
    onComplete: ({ answers }) => void completed.push(answers),
  })
  return { app, visitor, completed }
}

async function startedBy(visitor: ReturnType<typeof createVisitor>) {
  const page = await visitor.submit('/q/survey')
  return page.path.split('/').slice(0, 3).join('/')
}

const inputValue = async (visitor: ReturnType<typeof createVisitor>, path: string, id: string) =>
  find((await visitor.open(path)).root, `#${id}`).attributes.value

test('40: prefill takes declared keys only, checks them like typed input, and takes the query out of the address', async () => {
  const { visitor, completed } = setStage({ user: { email: 'ada@example.org', born: '1815-12-10', rank: 1 } })
  const first = await visitor.send('/q/survey?topic=Cars&ref=mail&admin=1')
  expect([first.status, first.headers.get('location')]).toEqual([303, '/q/survey'])
  expect(first.headers.get('set-cookie')).not.toContain('admin')
  const session = await startedBy(visitor)
  expect(session).toMatch(/^\/s\/[0-9a-f]{32}$/)
  expect(await inputValue(visitor, `${session}/email`, 'rf-email')).toBe('ada@example.org')
  expect(await inputValue(visitor, `${session}/born`, 'rf-born-year')).toBe('1815')
  const topic = await visitor.open(`${session}/topic`)
  expect('checked' in find(topic.root, '#rf-topic-2').attributes).toBe(true)
  expect(await inputValue(visitor, `${session}/count`, 'rf-count')).toBe('3')

  // What stands in an input is no answer before somebody has gone on with it.
  await visitor.submit(`${session}/confirm`)
  expect(completed).toEqual([{ source: 'mail', plan: 'Basic' }])
})

test('40: what breaks a rule of its field is left out', async () => {
  const { visitor, completed } = setStage({ user: { email: 'no address', born: '2999-01-01' } })
  await visitor.send('/q/survey?topic=Boats&ref=much-too-long-for-this-field')
  const session = await startedBy(visitor)
  expect(await inputValue(visitor, `${session}/email`, 'rf-email')).toBe('')
  expect(await inputValue(visitor, `${session}/born`, 'rf-born-year')).toBe('')
  await visitor.submit(`${session}/confirm`)
  expect(completed).toEqual([{ plan: 'Basic' }])
})

test('40: what was kept for one start is not there at the next', async () => {
  const { visitor, completed } = setStage()
  await visitor.send('/q/survey?ref=mail')
  await startedBy(visitor)
  const second = await startedBy(visitor)
  await visitor.submit(`${second}/confirm`)
  expect(completed).toEqual([{ plan: 'Basic' }])
})

test('34: a questionnaire with "exit" has a link out of every page', async () => {
  const { visitor } = setStage()
  const session = await startedBy(visitor)
  for (const path of [`${session}/email`, `${session}/check`]) {
    const link = find(find((await visitor.open(path)).root, '.rf-exit'), 'a')
    expect(link.attributes).toMatchObject({ href: 'https://www.example.org/weather', rel: 'noreferrer' })
  }
})
