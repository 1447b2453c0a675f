import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderOf } from './folder.js'
import { begin } from './page.js'
import { stage } from './stage.js'

const SCHEMA = `
name: Small
version: "1"
language: en
fields:
  - {id: note, label: A note}
  - {id: name, label: Name, required: true}
  - {id: last, label: Anything else}
`

it('a questionnaire begins with its first page, also where nothing has to be answered there', async () => {
  const folder = folderOf({
    'graphs/small/schema.yaml': SCHEMA,
    'graphs/free/schema.yaml': SCHEMA.replace(', required: true', ''),
    'graphs/reader/schema.yaml': SCHEMA.replace(
      'fields:\n',
      'fields:\n  - {id: first, type: display, label: Read this}\n',
    ),
  })
  const { visitor } = stage({ graphs: join(folder, 'graphs') })
  for (const [slug, first] of [
    ['small', 'note'],
    ['free', 'note'],
    ['reader', 'first'],
  ] as const) {
    const session = await begin(visitor, slug)
    expect((await visitor.open(session)).path).toBe(`${session}/${first}`)
  }
})
