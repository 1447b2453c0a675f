import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findPrompt, type PromptPlaces } from '../../src/prompt/load-prompt.js'
import { folderWith } from './prompt-folder.js'

/** Every place where `recap/short` can be, as the path itself says. */
const everywhere = [
  'graphs/own/recap/short.yaml',
  'own/recap/short.yaml',
  'graphs/recap/short.yaml',
  'prompts/recap/short.yaml',
  'recap/prompts/short.yaml',
]

/** Which of the files is taken for `recap/short`, where these exist. */
function found(files: readonly string[], places: PromptPlaces, name = 'recap/short'): string | undefined {
  const folder = folderWith(Object.fromEntries(files.map((file) => [file, `user: ${file}`])))
  const { prompt } = findPrompt(name, {
    ...places,
    baseDirectory: folder,
    graphFolder: join(folder, 'graphs'),
  })
  return prompt?.user?.source
}

test('first comes prompts_dir beside the graph, where prompts_relative is set', () => {
  expect(found(everywhere, { promptsRelative: true, promptsDir: 'own' })).toBe('graphs/own/recap/short.yaml')
})

test('then comes prompts_dir in the base directory', () => {
  expect(found(everywhere, { promptsDir: 'own' })).toBe('own/recap/short.yaml')
  expect(found(everywhere.slice(1), { promptsRelative: true, promptsDir: 'own' })).toBe(
    'own/recap/short.yaml',
  )
})

test('then comes the folder of the graph, where prompts_relative is set', () => {
  expect(found(everywhere, { promptsRelative: true })).toBe('graphs/recap/short.yaml')
  expect(found(everywhere.slice(2), { promptsRelative: true, promptsDir: 'own' })).toBe(
    'graphs/recap/short.yaml',
  )
})

test('then comes the folder prompts of the base directory, where prompts_dir is not set', () => {
  expect(found(everywhere, {})).toBe('prompts/recap/short.yaml')
  expect(found(everywhere.slice(3), { promptsRelative: true })).toBe('prompts/recap/short.yaml')
  expect(found(everywhere.slice(3, 4), { promptsDir: 'own' })).toBeUndefined()
})

test('last comes a folder prompts inside the path of the name', () => {
  expect(found(everywhere.slice(4), {})).toBe('recap/prompts/short.yaml')
  expect(found(everywhere.slice(4), { promptsDir: 'own' })).toBe('recap/prompts/short.yaml')
  expect(found(['a/b/prompts/c.yaml'], {}, 'a/b/c')).toBe('a/b/prompts/c.yaml')
})

test('a name that is nowhere lists every path that was tried', () => {
  const folder = folderWith({ 'graphs/graph.yaml': '' })
  const { missing } = findPrompt('recap/short', {
    promptsRelative: true,
    promptsDir: 'own',
    baseDirectory: folder,
    graphFolder: join(folder, 'graphs'),
  })
  for (const path of [
    'graphs/own/recap/short.yaml',
    'own/recap/short.yaml',
    'graphs/recap/short.yaml',
    'recap/prompts/short.yaml',
  ]) {
    expect(missing).toContain(join(folder, path))
  }
  expect(missing).not.toContain(join(folder, 'prompts/recap/short.yaml'))
})

test.each(['../secret', '/etc/passwd', 'a/../../b', 'a//b', '.', 'a\\b', 'C:x', '', 'a/./b', 'a\0b'])(
  'the name %j cannot leave the folder',
  (name) => {
    expect(findPrompt(name, {}).missing).toContain('is not a prompt name')
  },
)

test('a link that leads out of the folder is not followed', () => {
  const folder = folderWith({ 'prompts/in.yaml': 'user: in', 'secret.yaml': 'user: out' })
  symlinkSync(join(folder, 'secret.yaml'), join(folder, 'prompts/out.yaml'))
  symlinkSync(join(folder, 'prompts/in.yaml'), join(folder, 'prompts/again.yaml'))
  expect(findPrompt('out', { baseDirectory: folder }).missing).toContain('There is no prompt "out"')
  expect(findPrompt('again', { baseDirectory: folder }).prompt?.user?.source).toBe('in')
})
