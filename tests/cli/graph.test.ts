import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layoutOf } from '../../src/cli/picture/layout.js'
import { mermaidText } from '../../src/cli/picture/mermaid.js'
import { outlineOf } from '../../src/cli/picture/outline.js'
import { svgText } from '../../src/cli/picture/svg.js'
import { folderWith, load } from '../graph/graph-folder.js'
import { cli } from './cli-process.js'

const loop = `
name: loop
description: Writes until it is good.
nodes:
  draft: {prompt: ask}
  critique: {prompt: ask}
edges:
  - {from: START, to: draft}
  - {from: draft, to: critique}
  - {from: critique, to: draft, condition: score < 0.8}
  - {from: critique, to: END, condition: score >= 0.8}
loop_limits: {critique: 3}
`

const router = `
nodes:
  sort: {type: router, prompt: ask, routes: {thanks: close, question: answer, complaint: answer}, default_route: close}
  answer: {prompt: ask}
  close: {prompt: ask}
edges:
  - {from: START, to: sort}
  - {from: sort, to: [answer, close], type: conditional}
`

const hostile = `
name: '<script>alert(1)</script>'
nodes:
  end: {prompt: ask}
  'say "hi" <b> & \`go\` #1; %%{init}%%': {prompt: ask}
  日本: {prompt: ask}
  '1. list': {prompt: ask}
edges:
  - {from: START, to: end}
  - {from: end, to: 'say "hi" <b> & \`go\` #1; %%{init}%%', condition: 'name == "<img src=x>"'}
  - {from: end, to: 日本, condition: 'name != "]]>"'}
  - {from: 日本, to: '1. list'}
`

const outline = (text: string) => outlineOf(load(text))

describe('recapflow graph', () => {
  it('prints a Mermaid flowchart by default', async () => {
    const folder = folderWith({ 'graph.yaml': loop })
    const [plain, named] = await Promise.all([
      cli(['graph', 'graph.yaml'], { folder }),
      cli(['graph', 'graph.yaml', '--mermaid'], { folder }),
    ])
    expect(plain).toEqual(named)
    expect([plain.code, plain.messages]).toEqual([0, ''])
    expect(plain.output).toBe(`flowchart TD
  start_(["START"])
  draft["draft<br/><small>llm · ask</small>"]
  critique["critique<br/><small>llm · ask · at most 3×</small>"]
  end_(["END"])
  start_ --> draft
  draft --> critique
  critique -->|"score #60; 0.8"| draft
  critique -->|"score #62;= 0.8"| end_
  critique -.->|"after 3 runs"| end_
`)
  })

  it('writes a picture to the file of --output', async () => {
    const folder = folderWith({ 'graph.yaml': loop })
    const written = await cli(['graph', 'graph.yaml', '--svg', '--output', 'a.svg'], { folder })
    expect([written.code, written.output]).toEqual([0, ''])
    const printed = await cli(['graph', 'graph.yaml', '--svg'], { folder })
    expect(readFileSync(join(folder, 'a.svg'), 'utf8')).toBe(printed.output)
    expect(printed.output).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
  })

  it('tells what is wrong with the file instead of drawing it', async () => {
    const folder = folderWith({ 'graph.yaml': loop.replace('to: draft}', 'to: darft}') })
    const { code, output, messages } = await cli(['graph', 'graph.yaml', '--svg'], { folder })
    expect([code, output]).toEqual([2, ''])
    expect(messages).toMatch(/^graph\.yaml:8:\d+: .*Did you mean "draft"/)
    expect(await cli(['graph', 'nowhere.yaml'])).toMatchObject({
      code: 2,
      messages: 'There is no graph file "nowhere.yaml".\n',
    })
  })

  it('draws one form at a time', async () => {
    expect(await cli(['graph', 'graph.yaml', '--svg', '--mermaid'])).toMatchObject({ code: 2 })
  })
})

describe('The outline of a graph', () => {
  it('names the routes on the ways out of a router', () => {
    const ways = outline(router).edges.filter(({ from }) => from === 'sort')
    expect(ways.map(({ to, label, type }) => [to, label, type])).toEqual([
      ['answer', 'question, complaint', 'route'],
      ['close', 'thanks, otherwise', 'route'],
    ])
  })

  it('marks the ways that lead back', () => {
    const back = outline(loop).edges.filter(({ isBack }) => isBack)
    expect(back.map(({ from, to }) => [from, to])).toEqual([['critique', 'draft']])
  })
})

describe('Mermaid text', () => {
  it('has a shape for each kind of node', () => {
    const text = mermaidText(
      outline(`
nodes:
  ask: {type: interrupt, message: a}
  all: {type: map, over: "{state.list}", as: part, collect: parts, node: {prompt: ask}}
  choose: {type: router, prompt: ask, routes: {a: ask}}
edges:
  - {from: START, to: ask}
  - {from: ask, to: all}
  - {from: all, to: choose}
  - {from: choose, to: [ask], type: conditional}
`),
    )
    expect(text).toContain('ask[/"ask<br/>')
    expect(text).toContain('all{{"all<br/><small>map · for each part: llm ask</small>"}}')
    expect(text).toContain('choose{"choose<br/>')
  })

  it('leaves nothing of a name that Mermaid or HTML could read as more than text', () => {
    const text = mermaidText(outline(hostile))
    const labels = [...text.matchAll(/"([^"\n]*)"/g)].map(([, label = '']) =>
      label.replace('<br/><small>', ' ').replace('</small>', ''),
    )
    for (const label of labels)
      expect(label.replaceAll(/#\d+;/g, '')).toMatch(/^[\p{L}\p{N} _.,:/=()!?·×…'+-]*$/u)
    expect(
      text
        .replaceAll(/"[^"\n]*"/g, '""')
        .split('\n')
        .slice(1, -1),
    ).toSatisfy((lines: string[]) =>
      lines.every((line) => /^ {2}\w+(?:\[""\]|\(\[""\]\)| -->(?:\|""\|)? \w+)$/.test(line)),
    )
  })

  it('never calls a node by a word of its own', () => {
    expect(mermaidText(outline(hostile))).not.toMatch(/^ {2}end\b/m)
  })
})

describe('An SVG picture', () => {
  it('has every name and condition as text, escaped', () => {
    const svg = svgText(outline(hostile))
    expect(svg).not.toMatch(/<script|<img|<b>/)
    expect(svg).toContain('say &quot;hi&quot; &lt;b&gt; &amp; `go` #1;')
    expect(svg).toContain('name == &#39;&lt;img src=x&gt;&#39;')
    expect(svg.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
  })

  it('has tags that all close', () => {
    for (const text of [loop, router, hostile]) {
      const open: string[] = []
      for (const [, close, name, isEmpty] of svgText(outline(text)).matchAll(/<(\/?)([\w]+)[^>]*?(\/?)>/g)) {
        if (close === '/') expect(open.pop()).toBe(name)
        else if (isEmpty !== '/') open.push(name ?? '')
      }
      expect(open).toEqual([])
    }
  })

  it('is told in words to those who do not see it, and follows dark and light', () => {
    const svg = svgText(outline(loop))
    expect(svg).toContain('role="img"')
    expect(svg).toMatch(/<title [^>]*>Graph loop<\/title>/)
    expect(svg).toMatch(
      /<desc [^>]*>Writes until it is good\. Nodes: draft .*critique to draft if score &lt; 0\.8/,
    )
    expect(svg).toContain('prefers-color-scheme:dark')
  })

  it('keeps texts inside their boxes and boxes apart, in a graph of many nodes with long names', () => {
    const names = Array.from(
      { length: 18 },
      (_, index) => `step_${index}${'_with_more_words'.repeat(index % 5)}`,
    )
    const nodes = names.map((name) => `  ${name}: {prompt: ask}`).join('\n')
    const edges = names.map((name, index) =>
      index === 0
        ? `  - {from: START, to: ${name}}`
        : `  - {from: ${names[Math.floor((index - 1) / 3)]}, to: ${name}}`,
    )
    edges.push(
      `  - {from: ${names[17]}, to: ${names[1]}, condition: "quality < 0.5 and ${'attempts_so_far'.repeat(6)} < 3"}`,
    )
    const placed = layoutOf(outline(`nodes:\n${nodes}\nedges:\n${edges.join('\n')}\n`))
    for (const { box, name, detail } of placed.nodes) {
      expect(Math.max(name.width, detail.width)).toBeLessThanOrEqual(box.width - 16)
      expect(name.height + detail.height).toBeLessThanOrEqual(box.height)
      expect(box.x - box.width / 2).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width / 2).toBeLessThanOrEqual(placed.width)
    }
    for (const [index, { box: a }] of placed.nodes.entries()) {
      for (const { box: b } of placed.nodes.slice(index + 1)) {
        const isApart =
          Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2
        expect(isApart).toBe(true)
      }
    }
  })

  it('begins each way at one outline and ends it at the other', () => {
    const { nodes, edges } = layoutOf(outline(router))
    const boxOf = (wanted: string) => nodes.find(({ node }) => node.name === wanted)?.box
    for (const { edge, points } of edges) {
      for (const [name, point] of [
        [edge.from, points[0]],
        [edge.to, points.at(-1)],
      ] as const) {
        const box = boxOf(name)
        if (box === undefined || point === undefined) throw new Error(`The way has no end at ${name}.`)
        expect(Math.abs(point.x - box.x)).toBeLessThanOrEqual(box.width / 2 + 0.5)
        expect(Math.abs(point.y - box.y)).toBeLessThanOrEqual(box.height / 2 + 0.5)
      }
    }
  })
})
