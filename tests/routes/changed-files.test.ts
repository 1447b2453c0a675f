import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FilesInvalidError } from '../../src/errors.js'
import { folderOf } from './folder.js'
import { begin, createVisitor } from './page.js'
import { stage, temporaryFolder } from './stage.js'

const schema = (label: string) => `name: Lunch
version: "1.0"
language: en
fields:
  - { id: dish, required: true, label: ${label} }
`
const finnish = (label: string) => `name: Lounas\nfields:\n  dish: { label: ${label} }\n`

function lunch() {
  const folder = folderOf({
    'graphs/lunch/schema.yaml': schema('What will you eat?'),
    'graphs/lunch/lunch.fi.yaml': finnish('Mitä syöt?'),
  })
  const file = (name: string) => join(folder, 'graphs', 'lunch', name)
  return { graphs: join(folder, 'graphs'), file }
}

describe('files that change', () => {
  it('while a session goes on leave it the texts in which it began, in every language', async () => {
    const { graphs, file } = lunch()
    const database = join(temporaryFolder(), 'recapflow.db')
    const before = stage({ graphs, database })
    const started = await before.visitor.post('/q/lunch', { language: 'fi' })
    const session = started.headers.get('location') ?? ''
    expect((await before.visitor.open(session)).heading).toContain('Mitä syöt?')
    await before.app.close()

    writeFileSync(file('lunch.fi.yaml'), finnish('Mitä haluaisit?'))
    const after = stage({ graphs, database })
    const visitor = createVisitor(after.app)
    for (const [name, value] of before.visitor.cookies) visitor.cookies.set(name, value)
    expect((await visitor.open(session)).heading).toContain('Mitä syöt?')
    const anew = await visitor.post('/q/lunch', { language: 'fi' })
    expect((await visitor.open(anew.headers.get('location') ?? '')).heading).toContain('Mitä haluaisit?')
  })

  it('are read by reload: what begins then begins with them, and what has begun keeps its own', async () => {
    const { graphs, file } = lunch()
    const { app, visitor } = stage({ graphs })
    const session = await begin(visitor, 'lunch')
    writeFileSync(file('schema.yaml'), schema('What would you like?'))
    expect((await visitor.open(await begin(visitor, 'lunch'))).heading).toContain('What will you eat?')
    app.reload()
    expect((await visitor.open(await begin(visitor, 'lunch'))).heading).toContain('What would you like?')
    expect((await visitor.open(session)).heading).toContain('What will you eat?')
  })

  it('with a mistake are refused by reload, and everything goes on as it was', async () => {
    const { graphs, file } = lunch()
    const { app, visitor } = stage({ graphs })
    await app.ready()
    writeFileSync(file('schema.yaml'), schema('Dish').replace('label:', 'lable:'))
    expect(() => app.reload()).toThrow(FilesInvalidError)
    expect((await visitor.open(await begin(visitor, 'lunch'))).heading).toContain('What will you eat?')
    renameSync(file('schema.yaml'), file('old.yaml'))
    app.reload()
    expect((await visitor.open('/q/lunch')).status).toBe(404)
  })
})
