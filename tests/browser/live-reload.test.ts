import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startCli } from '../cli/cli-process.js'
import { folderWith } from '../graph/graph-folder.js'
import { launchBrowser, newVisitor, openTab } from './browser.js'
import { faultsOf } from './stream-witness.js'

const schema = (name: string, label: string) => `name: ${name}
version: "1.0"
language: en
fields:
  - id: dish
    label: ${label}
`

it('recapflow serve --dev loads an open page again when its file changes, but none on which somebody types', async () => {
  const folder = folderWith({ 'graphs/lunch/schema.yaml': schema('Lunch', 'What will you eat?') })
  const write = (text: string) => writeFileSync(join(folder, 'graphs/lunch/schema.yaml'), text)
  const server = startCli(['serve', '--dev'], { folder, environment: { PORT: '0' } })
  const [, url = ''] = await server.waitForMatch(/recapflow is ready: (\S+)\n/)
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  const visitor = await newVisitor(browser)
  const [start, typing] = [await openTab(visitor, `${url}/q/lunch`), await openTab(visitor, `${url}/q/lunch`)]
  await typing.getByRole('button').first().click()
  const answer = typing.getByRole('textbox', { name: 'What will you eat?' })
  await answer.fill('Half a word')

  write(schema('Dinner', 'What would you like?'))
  await start.getByRole('heading', { name: 'Dinner' }).waitFor()
  expect(await answer.inputValue()).toBe('Half a word')
  expect(faultsOf(start)).toEqual([])

  write(schema('Dinner', 'What would you like?').replace('label', 'lable'))
  await start.getByRole('heading', { name: 'There is a mistake in the files' }).waitFor()
  await start.getByText('graphs/lunch/schema.yaml:6:5').waitFor()
  await start.getByText('Did you mean "label"?').waitFor()
  expect(await answer.inputValue()).toBe('Half a word')

  write(schema('Supper', 'What would you like?'))
  await start.getByRole('heading', { name: 'Supper' }).waitFor()
  // What was typed is sent to the session that has begun, as if nothing had been.
  await typing.getByRole('button', { name: 'Check answers' }).click()
  await typing.getByText('Half a word').waitFor()
  expect(faultsOf(typing)).toEqual([])
})
