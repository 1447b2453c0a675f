import { expect, test } from 'vitest'
import { find, findAll, textOf } from '../views/html.js'
import { folderOf } from './folder.js'
import type { Page } from './page.js'
import { stage } from './stage.js'

const coffee = `name: Coffee
version: "1.0"
language: en
recap: false
fields:
  - { id: cups, type: integer, label: How many cups?, required: true }
  - { id: place, label: Where? }
translations:
  fi: { name: Kahvi, fields: { cups: { label: Montako kuppia? } } }
  ar: { name: قهوة }
`
const setStage = () => stage({ graphs: folderOf({ 'coffee/schema.yaml': coffee }) })
const languageOf = ({ root }: Page) => find(root, 'html').attributes
const switchesOf = ({ root }: Page) =>
  findAll(root, ({ attributes }) => attributes.name === 'language' && attributes.type === 'submit').map(
    textOf,
  )

test('3: a session begins in the language of the browser, and goes on in another, on the same page', async () => {
  const { visitor } = setStage()
  const finnish = await visitor.send('/q/coffee', {
    headers: { 'accept-language': 'sv;q=0.4, fi-FI, en;q=0.8' },
  })
  expect(await finnish.text()).toContain('<h1 class="rf-h1">Kahvi</h1>')
  const start = await visitor.open('/q/coffee?language=fi')
  expect(languageOf(start)).toMatchObject({ lang: 'fi', dir: 'ltr' })

  const first = await visitor.submit('/q/coffee', { language: 'fi' })
  const session = first.path.split('/').slice(0, 3).join('/')
  expect([first.heading, languageOf(first).lang]).toEqual(['Montako kuppia?', 'fi'])
  expect(switchesOf(first)).toEqual(['English', 'العربية'])
  await visitor.post(`${session}/cups`, { cups: '3' })

  const to = `${session}/cups?from=check`
  const english = await visitor.submit(`${session}/language`, { language: 'en', to })
  expect([english.path, english.heading]).toEqual([to, 'How many cups?'])
  expect(find(english.root, '#rf-cups').attributes.value).toBe('3')

  const arabic = await visitor.submit(`${session}/language`, { language: 'ar', to: `${session}/check` })
  expect(languageOf(arabic)).toMatchObject({ lang: 'ar', dir: 'rtl' })
})

test('a language that there is not, and an address that is not of the session, change nothing', async () => {
  const { visitor } = setStage()
  const first = await visitor.submit('/q/coffee', { language: 'xx' })
  expect(languageOf(first).lang).toBe('en')
  const session = first.path.split('/').slice(0, 3).join('/')
  for (const to of ['https://example.org/', '//example.org', '/q/coffee', `${session}/../../q/coffee`]) {
    const response = await visitor.post(`${session}/language`, { language: 'tlh', to })
    expect(response.headers.get('location')).toBe(session)
  }
  expect(languageOf(await visitor.open(`${session}/cups`)).lang).toBe('en')
})

test('a questionnaire of one language has no switch', async () => {
  const { visitor } = stage({
    graphs: folderOf({ 'coffee/schema.yaml': coffee.slice(0, coffee.indexOf('translations:')) }),
  })
  expect(switchesOf(await visitor.submit('/q/coffee'))).toEqual([])
})
