import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileGraph, resumeGraph, runGraph, type ToolFunction } from '../../src/graph/index.js'
import { inspectGraph } from '../../src/graph/load-graph.js'
import { DemoModel } from '../../src/llm/index.js'
import { root } from '../cli/cli-process.js'
import { ownState } from '../graph/compatibility/compatibility-graph.js'
import { folderWith, settings } from '../graph/graph-folder.js'

const folder = join(root, 'examples/graphs')
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)

interface Example {
  readonly state?: Readonly<Record<string, unknown>>
  /** What is asked, and the answer to it. */
  readonly answers?: readonly (readonly [question: string, answer: string])[]
  readonly tools?: Readonly<Record<string, ToolFunction>>
  /** What the run comes to beside `state`. */
  readonly final: Readonly<Record<string, unknown>>
  /** What each command in the first comment of the file prints. */
  readonly printed: readonly (readonly (string | RegExp)[])[]
}

const examples: Readonly<Record<string, Example>> = {
  agent: {
    state: { input: 'Water?' },
    final: { advice: expect.stringMatching(/^You asked “Water\?”\. The demo model/), calls: [] },
    printed: [['You asked “Shall I water the garden today?”.']],
  },
  checkpointer: {
    state: { guest: 'Ada' },
    answers: [['Which day suits Ada?', 'Friday']],
    final: {
      day: 'Friday',
      interrupt_message: 'Which day suits Ada?',
      invitation: 'Dear Ada, see you on Friday.',
    },
    printed: [['Which day suits Ada?'], ['Dear Ada, see you on Friday.']],
  },
  'data-files': {
    state: { question: 'Where is the café?' },
    final: {
      house: { name: 'Old Mill', phone: '000 000 003' },
      places: {
        cafe: { open: 'from 8 to 18', floor: 1 },
        library: { open: 'from 10 to 20', floor: 2 },
      },
      answer: 'Please call 000 000 003.',
    },
    printed: [['The library is open from 10 to 20.']],
  },
  exports: {
    state: { topic: 'bees' },
    final: {
      outline: { title: 'On bees', headings: ['What is known', 'What is open'] },
      report: expect.stringMatching(/^# On bees\n\n## What is known\n/),
    },
    printed: [['# On bees']],
  },
  'fan-out': {
    state: { town: 'Turku' },
    final: {
      sights: 'A word on what to see.',
      food: 'A word on what to eat.',
      travel: 'A word on how to get there.',
      plan: 'A word on how to get there. A word on what to see. A word on what to eat.',
    },
    printed: [['plan: A word on how to get there. A word on what to see.']],
  },
  'interactive-tool': {
    state: { secret: 3 },
    answers: [
      ['I think of a number from 1 to 10. Which one is it?', '2'],
      ['It is greater. Once more?', '4'],
      ['It is less. Once more?', '3'],
    ],
    final: {
      guess: '3',
      tries: 3,
      game_over: true,
      narration: 'Right, after 3 tries.',
      interrupt_message: 'It is less. Once more?',
    },
    printed: [['Right, after 3 tries.']],
  },
  interrupt: {
    answers: [
      ['How many people come to dinner?', '6'],
      ['Is there anything that one of the 6 does not eat?', 'nuts'],
    ],
    final: {
      guests: '6',
      wishes: 'nuts',
      interrupt_message: 'How many people come to dinner?',
      question: 'Is there anything that one of the 6 does not eat?',
      plan: 'Soup, bread and fruit for 6, with nothing of this: nuts.',
    },
    printed: [['Soup, bread and fruit for 4.']],
  },
  js: {
    state: { text: 'two words' },
    final: { words: 2, seconds: 1, sentence: '2 words, about 1 seconds.' },
    printed: [['5 words, about 2 seconds.']],
  },
  llm: {
    state: { topic: 'frost' },
    final: { explanation: expect.stringMatching(/^You asked about frost\. .*3 sentences about frost/) },
    printed: [['You asked about tides.']],
  },
  loop: {
    state: { topic: 'tides', strict: true },
    final: {
      draft: 'A sentence about tides. (improved) (improved) (improved)',
      critique: { score: 0.9, advice: 'Say it with fewer words.' },
      note: 'Not perfect, at 0.9, but three rounds are enough.',
    },
    printed: [
      ['A sentence about tides. (improved) (improved)\n', 'Good enough, at 0.9.'],
      ['(improved) (improved) (improved)', 'Not perfect, at 0.9'],
    ],
  },
  map: {
    state: { words: ['dew', 'ice'] },
    final: {
      entries: [
        { _map_index: 0, value: 'A sentence about dew.' },
        { _map_index: 1, value: 'A sentence about ice.' },
      ],
      page: 'Dew: A sentence about dew.\nIce: A sentence about ice.',
    },
    printed: [['Dew: A sentence about dew.', 'Fog: A sentence about fog.']],
  },
  passthrough: {
    state: { what: 'pears', amount: 2, price: 1.5, receipts: ['first'] },
    final: {
      total: 3,
      receipts: ['first', '2 pears come to 3.'],
      entry: { what: 'pears', paid: false, former: 'first' },
    },
    printed: [['3 apples come to 1.5.', 'paid: false']],
  },
  pipeline: {
    final: {
      chapter_spring: 'A chapter on sowing.',
      chapter_autumn: 'A chapter on the harvest, after sowing.',
      so_far: ['sowing', 'the harvest'],
      book: 'A chapter on sowing. A chapter on the harvest, after sowing.',
    },
    printed: [['book: A chapter on sowing. A chapter on the harvest, after sowing.']],
  },
  python: {
    state: { numbers: [1, 2] },
    tools: { summarize: () => ({ mean: 1.5, spread: 1 }) },
    final: { mean: 1.5, spread: 1, sentence: 'The mean is 1.5, and the values lie 1 apart.' },
    printed: [['The mean is 9.333333333333334, and the values lie 5 apart.']],
  },
  race: {
    state: { question: 'Why?' },
    final: {
      answer: 'You asked “Why?”, and whoever was first said this.',
      answered_by: expect.stringMatching(/^demo\/(quick|careful)$/),
    },
    printed: [['You asked “Why is the sky blue?”', /answered_by: demo\/(quick|careful)/]],
  },
  router: {
    state: { message: 'It came broken.' },
    final: { classification: { tone: 'angry', certainty: 0.5 }, reply: 'We are sorry about that.' },
    printed: [['How kind of you, thank you!', 'tone: pleased']],
  },
  'subgraph-direct': {
    state: { text: 'it were cold that day' },
    final: { text: 'It were cold that day.', short: 'It were cold…', steps: ['corrected'] },
    printed: [['text: We was there yesterday.', 'short: We was there…']],
  },
  'subgraph-invoke': {
    state: { item: 'lamp' },
    answers: [
      ['To which street and number shall the lamp go?', 'Mill Lane 1'],
      ['And which town?', 'Oulu'],
    ],
    final: {
      phase: 'complete',
      delivery: { street: 'Mill Lane 1', town: 'Oulu' },
      confirmation: 'Your lamp goes to Mill Lane 1, Oulu.',
    },
    printed: [['Your book goes to Harbour Street 4, Turku.']],
  },
  tool: {
    state: { word: 'sun' },
    final: { lines: 1, first: 'Tuesday: first sun, then rain.' },
    printed: [['lines: 2', 'first: Monday: rain since the morning.']],
  },
  'tool-call': {
    state: { degrees: 10, unit: 'K' },
    final: {
      plan: { tool: 'to_K', degrees: 10 },
      conversion: {
        task_id: null,
        tool: 'to_K',
        success: false,
        result: null,
        error: expect.stringContaining('There is no tool "to_K".'),
      },
      answer: expect.stringMatching(/^That could not be converted: There is no tool/),
    },
    printed: [['68 °F are 20 degrees.']],
  },
}

test('every example is expected to come to something', () => {
  expect(Object.keys(examples).sort()).toEqual(names)
})

describe.each(Object.entries(examples))(
  'the example %s',
  (name, { state, answers = [], tools, ...example }) => {
    const file = join(folder, name, 'graph.yaml')

    test('runs as a library, without a warning', async () => {
      const baseDirectory = folderWith({})
      const { graph: loaded, problems } = inspectGraph(file, { baseDirectory, ...(tools && { tools }) })
      expect(problems).toEqual([])
      if (loaded === undefined) throw new Error('The graph is not loaded.')
      const graph = compileGraph(loaded, {
        settings,
        createModel: ({ demo = '' }) =>
          new DemoModel({ answer: demo, firstWordAfter: 0, wordsPerSecond: Number.POSITIVE_INFINITY }),
      })
      const options = { config: { thread_id: name } }
      let result = await runGraph(graph, state, options)
      for (const [question, answer] of answers) {
        expect(result.interrupts).toMatchObject([{ value: question }])
        result = await resumeGraph(graph, answer, options)
      }
      expect(result.interrupts).toEqual([])
      expect(result.state.errors).toEqual([])
      expect(ownState(result.state)).toEqual({ ...state, ...example.final })
    })

    test('stands in the table of the examples, with the same command', () => {
      const [command = ''] = commandsIn(textOf(name))
      const row = readFileSync(join(folder, 'README.md'), 'utf8')
        .split('\n')
        .find((line) => line.startsWith(`| [${name}](${name}/graph.yaml)`))
      expect(row).toContain(`\`${command}\``)
    })
  },
)

/** Most of their time is the pace at which the demo model speaks. */
describe.concurrent.each(Object.entries(examples))('the command of the example %s', (name, { printed }) => {
  test('does what the first comment of the file says, without a key and from any folder', {
    timeout: 90_000,
  }, async ({ onTestFinished }) => {
    const commands = commandsIn(textOf(name))
    expect(commands).toHaveLength(printed.length)
    const workingDirectory = mkdtempSync(join(tmpdir(), 'recapflow-example-'))
    onTestFinished(() => rmSync(workingDirectory, { recursive: true, force: true }))
    for (const [index, command] of commands.entries()) {
      const { output, messages } = await run(command, workingDirectory)
      expect(messages).not.toMatch(/warning|recapflow:/)
      for (const wanted of printed[index] ?? []) expect(output).toMatch(wanted)
    }
    if (name !== 'exports') return
    const exported = readdirSync(join(workingDirectory, 'out'), { recursive: true }).sort()
    expect(exported).toEqual(['data', 'data/outline.json', 'report.md', 'topic.txt'])
  })
})

function textOf(name: string): string {
  return readFileSync(join(folder, name, 'graph.yaml'), 'utf8')
}

/** The indented lines of the comment at the beginning. */
function commandsIn(text: string): string[] {
  return text
    .split('\n')
    .slice(0, 8)
    .flatMap((line) => /^# {3}((?:npx recapflow|node) .+)$/.exec(line)?.[1] ?? [])
}

function run(command: string, workingDirectory: string): Promise<{ output: string; messages: string }> {
  const here = command
    .replace(/^npx recapflow/, `node ${join(root, 'dist/src/cli/main.js')}`)
    .replaceAll('examples/graphs/', `${folder}/`)
  return new Promise((done) => {
    const child = execFile(
      'sh',
      ['-c', here],
      { cwd: workingDirectory, env: { PATH: process.env.PATH } },
      (_error, output, messages) => done({ output, messages }),
    )
    child.stdin?.end()
  })
}
