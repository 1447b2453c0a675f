import { describe, expect, it } from 'vitest'
import { createResponsesTable } from '../../src/responses/responses-csv.js'
import { file, responses } from './responses.js'

const name = { id: 'name', type: 'string', label: 'Name' }
const pets = {
  id: 'pets',
  type: 'group',
  label: 'Pets',
  repeat: { max: 3, item: 'Pet {n}' },
  fields: [{ id: 'kind', type: 'string', label: 'Kind' }],
}
const facts = 'reference,status,language,started_at,confirmed_at,version,schema'

async function tableOf(all: Awaited<ReturnType<typeof responses>>): Promise<string[]> {
  const versions = [...(await all.tallies.of('test'))]
  const table = createResponsesTable(versions)
  const sent = await all.sessions.sent({ at: '2026-06-01' }, undefined, 99)
  const rows = []
  for (const session of sent) rows.push(table.row(await all.sessions.open(session)))
  return [table.head, ...rows].map((row) => row.replace('\uFEFF', '').trimEnd())
}

describe('the table of several versions', () => {
  it('28: has a column for each question, and none of answers that were closed again', async () => {
    const all = await responses()
    const text = file([name, { id: 'age', type: 'integer', label: 'Age', when: "name == 'Ada'" }])
    await all.send(text, { name: '=1+1', age: 12 })
    const [head, row] = await tableOf(all)
    expect(head).toBe(`${facts},name,age`)
    expect(row?.endsWith(`,1,${all.hashOf(text).slice(0, 8)},'=1+1,`)).toBe(true)
  })

  it('shares a column where the question is the same, and gives another its own', async () => {
    const all = await responses()
    const first = file([name, { id: 'size', type: 'integer', label: 'Height in inches' }], { version: '1' })
    const second = file([name, { id: 'size', type: 'integer', label: 'Height in centimetres' }], {
      version: '2',
    })
    await all.send(second, { name: 'Ada', size: 170 }, '2026-05-02T10:00:00.000Z')
    await all.send(first, { name: 'Bo', size: 67 }, '2026-05-01T10:00:00.000Z')
    const [head, ada, bo] = await tableOf(all)
    const old = all.hashOf(first).slice(0, 8)
    expect(head).toBe(`${facts},name,size,size__${old}`)
    expect(ada).toMatch(/,Ada,170,$/)
    expect(bo).toMatch(/,Bo,,67$/)
  })

  it('has as many columns for entries as the longest response needs', async () => {
    const all = await responses()
    const text = file([pets])
    await all.send(text, { pets: [{ _id: 'a', kind: 'cat' }] })
    await all.send(text, {
      pets: [
        { _id: 'a', kind: 'dog' },
        { _id: 'b', kind: 'cow' },
      ],
    })
    const [head] = await tableOf(all)
    expect(head).toBe(`${facts},pets_1_kind,pets_2_kind`)
  })

  it('breaks off where something would be left out', async () => {
    const all = await responses()
    const text = file([pets])
    await all.send(text, { pets: [{ _id: 'a', kind: 'cat' }] })
    const table = createResponsesTable(await all.tallies.of('test'))
    const late = await all.send(text, {
      pets: [
        { _id: 'a', kind: 'dog' },
        { _id: 'b', kind: 'cow' },
      ],
    })
    const open = await all.sessions.open(late)
    expect(() => table.row(open)).toThrow(/has a "pets_2_kind", which came after the first line/)
  })
})
