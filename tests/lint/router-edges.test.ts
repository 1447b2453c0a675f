import { expect, test } from 'vitest'
import { findingsOf } from './lint-folder.js'

function router(keys: string, edges: string): string[] {
  return findingsOf(`
nodes:
  sort: {type: router, prompt: ask, ${keys}}
  praise: {type: passthrough, output: {answer: thanks}}
  blame: {type: passthrough, output: {answer: sorry}}
edges:
  - {from: START, to: sort}
  ${edges}
`)
}

const reachesBlame = '- {from: praise, to: blame}\n  '

test('a route to a node that no edge lists is told where it leads instead', () => {
  expect(
    router(
      'routes: {good: praise, bad: blame}',
      `${reachesBlame}- {from: sort, to: [praise], type: conditional}`,
    ),
  ).toEqual([
    'graph.yaml:3:65 warning unlisted-route No edge from "sort" lists "blame", so this route leads to "praise" instead. Add "blame" to the edge with type: conditional.',
  ])
})

test('so is a default route', () => {
  expect(
    router(
      'routes: {good: praise}, default_route: blame',
      `${reachesBlame}- {from: sort, to: [praise], type: conditional}`,
    ),
  ).toEqual([expect.stringMatching(/^graph.yaml:3:76 warning unlisted-route .* lists "blame"/)])
})

test('routes without an edge of type conditional decide nothing', () => {
  expect(router('routes: {good: praise, bad: blame}', '- {from: sort, to: [praise, blame]}')).toEqual([
    expect.stringMatching(/^graph.yaml:3:37 warning unlisted-route The routes of "sort" decide nothing/),
    expect.stringMatching(/parallel-write/),
  ])
})

test('a target that no route names is told', () => {
  expect(router('routes: {good: praise}', '- {from: sort, to: [praise, blame], type: conditional}')).toEqual([
    'graph.yaml:8:31 warning unrouted-target No route of "sort" leads to "blame", so a run never goes this way. Add a route to it, or leave it out.',
  ])
})

test('routes that are all listed, END among the targets and conditions of one’s own are fine', () => {
  const routes = 'routes: {good: praise, bad: blame, none: END}'
  expect(router(routes, '- {from: sort, to: [praise, blame, END], type: conditional}')).toEqual([])
  const conditions = ['praise', 'blame'].map(
    (to) => `- {from: sort, to: ${to}, condition: _route == '${to}'}`,
  )
  expect(router(routes, conditions.join('\n  '))).toEqual([])
})
