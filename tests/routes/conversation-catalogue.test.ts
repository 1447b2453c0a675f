import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { stage } from './stage.js'
import { prompts, talk, talkFolder } from './talk.js'

/** Adds graphs to a folder that has one conversation, by path. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const graphs = talkFolder(talk, prompts)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(graphs, path, '..'), { recursive: true })
    writeFileSync(join(graphs, path), text)
  }
  return graphs
}

/** What starting with these files is refused with. */
function refusal(files: Readonly<Record<string, string>>, options = {}): string {
  try {
    stage({ graphs: folderWith(files), ...options })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return ''
}

const passing = `
nodes: {a: {type: passthrough, output: {x: 1}}}
edges: [{from: START, to: a}, {from: a, to: END}]
`

describe('which graphs are conversations', () => {
  it('those that say so: a file, or graph.yaml in a folder', async () => {
    const { visitor } = stage({
      graphs: folderWith({ 'deep-er/graph.yaml': talk.replace('A talk', 'Deep') }),
    })
    const home = await visitor.open('/')
    for (const path of ['/c/talk', '/c/deep-er']) {
      expect(home.html).toContain(`href="${path}"`)
      expect((await visitor.open(path)).status).toBe(200)
    }
  })

  it('no others, which are not even looked into', async () => {
    const { visitor } = stage({
      graphs: folderWith({
        'private.yaml': talk.replace('web: true', 'web: false'),
        'silent.yaml': talk.replace('web: true', ''),
        'foreign.yaml': 'nodes: {a: {type: something_else}}',
        'broken.yaml': 'a: [',
        'list.yaml': '- web: true',
      }),
    })
    const home = await visitor.open('/')
    for (const slug of ['private', 'silent', 'foreign', 'broken', 'list', 'contacts', 'interview', '']) {
      expect((await visitor.open(`/c/${slug}`)).status).toBe(404)
      expect((await visitor.submit(`/c/${slug}`)).status).toBe(404)
      if (slug !== '') expect(home.html).not.toContain(`/c/${slug}"`)
    }
  })
})

describe('at the start it is told, with its place,', () => {
  it('that a conversation asks nothing', () => {
    expect(refusal({ 'mute.yaml': `name: Mute\nweb: true\n${passing}` })).toMatch(
      /mute\.yaml:2:1: A conversation needs a node of type interrupt/,
    )
  })

  it('that a name is no good in an address', () => {
    expect(refusal({ 'a talk?.yaml': talk })).toMatch(
      /a talk\?\.yaml:4:1: "a talk\?" would be a part of the address/,
    )
  })

  it('that two graphs have the same name', () => {
    expect(refusal({ 'talk/graph.yaml': talk })).toMatch(
      /talk\.yaml:4:1: Two graphs are published as \/c\/talk: .*talk\/graph\.yaml/,
    )
  })

  it('what else is wrong with it', () => {
    expect(refusal({ 'other.yaml': talk.replace('prompt: answer', 'prompt: nowhere') })).toMatch(/nowhere/)
    expect(refusal({ 'other.yaml': talk.replace('web: true', 'web: perhaps') })).toMatch(
      /other\.yaml:4:6: "web"/,
    )
  })
})

describe('allowTools', () => {
  const withShell = `${talk.replace('nodes:', 'tools: {list: {command: "ls {reply}"}}\nnodes:\n  look: {type: tool, tool: list, state_key: files}')}
  - {from: look, to: END}
`

  it('is none by default, so that a graph with a shell tool is refused, and is a list of names', () => {
    expect(refusal({ 'shell.yaml': withShell })).toMatch(/shell\.yaml:\d+:\d+: .*list/)
    expect(refusal({ 'shell.yaml': withShell }, { allowTools: ['list'] })).toBe('')
  })

  it('has to be a list', () => {
    expect(() => stage({ allowTools: 'list' as unknown as string[] })).toThrow(UsageError)
    expect(() => stage({ allowTools: [1] as unknown as string[] })).toThrow(/list of tool names/)
  })
})
