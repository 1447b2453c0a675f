import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../graph/graph-folder.js'
import { cli, root, startCli } from './cli-process.js'

it('recapflow serve starts the web app with the files of a folder, and ends with SIGTERM', async () => {
  const folder = folderWith({ 'site/graphs/nothing.txt': '' })
  for (const part of ['graphs/interview.yaml', 'graphs/contacts.yaml', 'graphs/mood-check', 'prompts']) {
    cpSync(join(root, part), join(folder, 'site', part), { recursive: true })
  }
  const server = startCli(['serve', 'site'], { folder, environment: { PORT: '0' } })
  const [, url = ''] = await server.waitForMatch(/recapflow is ready: (\S+)\n/)
  const home = await (await fetch(url)).text()
  expect(home).toContain('Mood check')
  expect(home).not.toContain('Ask for a feature')
  server.child.kill('SIGTERM')
  expect(await server.result).toMatchObject({ code: 0 })
})

it('recapflow serve refuses a folder that is not there', async () => {
  expect(await cli(['serve', 'nowhere'])).toMatchObject({
    code: 2,
    messages: 'There is no folder "nowhere".\n',
  })
})
