import { expect, test } from 'vitest'
import { find, findAll, textOf } from '../views/html.js'
import { begin, type Page, type Visitor } from './page.js'
import { stage } from './stage.js'

const seenOf = ({ root }: Page) =>
  find(root, ({ attributes }) => attributes.name === '_seen').attributes.value ?? ''
const stored = async (visitor: Visitor, path: string) =>
  find((await visitor.open(path)).root, '#rf-title').attributes.value

test('36: two tabs never overwrite each other silently', async () => {
  const { visitor } = stage()
  const session = await begin(visitor, 'feature-request')
  const path = `${session}/title`
  const [first, second] = [await visitor.open(path), await visitor.open(path)]
  expect((await visitor.post(path, { title: 'From the first tab', _seen: seenOf(first) })).status).toBe(303)

  const conflict = await visitor.submit(path, { title: 'From the second tab', _seen: seenOf(second) })
  expect(conflict.status).toBe(409)
  const alert = find(conflict.root, '.rf-alerts')
  expect(textOf(alert)).toContain('This page was changed elsewhere')
  expect(textOf(alert)).toContain('From the first tab')
  expect(find(conflict.root, '#rf-title').attributes.value).toBe('From the second tab')
  expect(await stored(visitor, path)).toBe('From the first tab')

  // Who has seen it may go on.
  const again = await visitor.post(path, { title: 'From the second tab', _seen: seenOf(conflict) })
  expect(again.status).toBe(303)
  expect(await stored(visitor, path)).toBe('From the second tab')
})

test('36: the same answer twice is no conflict, and another page is none either', async () => {
  const { visitor } = stage()
  const session = await begin(visitor, 'feature-request')
  const path = `${session}/title`
  const seen = seenOf(await visitor.open(path))
  for (let count = 0; count < 2; count++) {
    expect((await visitor.post(path, { title: 'Twice', _seen: seen })).status).toBe(303)
  }
  const problem = await visitor.open(`${session}/problem`)
  await visitor.post(path, { title: 'Changed meanwhile' })
  expect(findAll(problem.root, ({ attributes }) => attributes.role === 'alert')).toHaveLength(1)
  const answer = await visitor.post(`${session}/problem`, {
    problem: 'I copied the same file to four machines last week.',
    _seen: seenOf(problem),
  })
  expect(answer.status).toBe(303)
})
