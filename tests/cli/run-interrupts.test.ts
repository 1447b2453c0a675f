import { describe, expect, it } from 'vitest'
import { folderWith } from '../graph/graph-folder.js'
import { cli } from './cli-process.js'

const asking = (further = '') => ({
  'graph.yaml': `
nodes:
  name: {type: interrupt, message: What is your name?, resume_key: name_given}
  colour: {type: interrupt, message: {question: Which colour?, choices: [red, blue]}, state_key: asked, resume_key: colour_given}
  greet: {prompt: greet, state_key: greeting}
edges:
  - {from: START, to: name}
  - {from: name, to: colour}
  - {from: colour, to: greet}
  - {from: greet, to: END}
${further}`,
  'prompts/greet.yaml': 'user: Greet.\ndemo: "{{ name_given }} likes {{ colour_given }}."',
})
const kept = asking('checkpointer: {type: sqlite, path: data/threads.db}\n')

describe('When a graph asks', () => {
  it('each question is asked on standard error and answered by a line of standard input', async () => {
    const { code, output, messages } = await cli(['run', 'graph.yaml'], {
      folder: folderWith(asking()),
      input: 'Ada\nblue\n',
    })
    expect(code).toBe(0)
    expect(output).toContain('greeting: Ada likes blue.\n')
    expect(messages).toBe('\nWhat is your name?\n\nquestion: Which colour?\nchoices: red, blue\n')
  })

  it('a last line without its end is an answer, too', async () => {
    const { code, output } = await cli(['run', 'graph.yaml', '--stream'], {
      folder: folderWith(asking()),
      input: 'Ada\nblue',
    })
    expect([code, output]).toEqual([0, 'Ada likes blue.\n'])
  })

  it('--answer answers, in order, even with --json', async () => {
    const { code, output, messages } = await cli(
      ['run', 'graph.yaml', '--json', '--answer', 'Ada', '--answer', 'red'],
      { folder: folderWith(asking()) },
    )
    expect([code, messages]).toEqual([0, ''])
    expect(JSON.parse(output)).toMatchObject({ state: { greeting: 'Ada likes red.' }, interrupts: [] })
  })

  it('a JSON object is an answer with parts', async () => {
    const { output } = await cli(
      ['run', 'graph.yaml', '--json', '--answer', '{"first":"Ada"}', '--answer', '{no'],
      {
        folder: folderWith(asking()),
      },
    )
    expect(JSON.parse(output).state).toMatchObject({ name_given: { first: 'Ada' }, colour_given: '{no' })
  })

  it('the end of standard input leaves it waiting: code 3, the question, and what to do about it', async () => {
    const { code, output, messages } = await cli(['run', 'graph.yaml'], {
      folder: folderWith(asking()),
      input: 'Ada\n',
    })
    expect(code).toBe(3)
    expect(output).toContain('[colour] question: Which colour?')
    expect(messages).toContain('The run waits for an answer.')
    expect(messages).toContain('checkpointer: {type: sqlite')
  })

  it('nobody is asked with --json, although standard input stays open', async () => {
    const { code, output } = await cli(['run', 'graph.yaml', '--json'], {
      folder: folderWith(asking()),
      input: null,
    })
    expect(code).toBe(3)
    expect(output.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(output)).toMatchObject({
      state: { interrupt_message: 'What is your name?' },
      interrupts: [{ id: expect.any(String), node: 'name', value: 'What is your name?' }],
      thread: expect.any(String),
    })
  })

  it('with --stream --json the events end with the questions', async () => {
    const { code, output } = await cli(['run', 'graph.yaml', '--stream', '--json', '--answer', 'Ada'], {
      folder: folderWith(asking()),
    })
    const events = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(code).toBe(3)
    expect(
      events.filter(({ type }) => type === 'interrupt').map(({ interrupts }) => interrupts[0].node),
    ).toEqual(['name', 'colour'])
    expect(events.at(-1).type).toBe('interrupt')
  })

  it('a thread that sqlite keeps is answered by later commands', async () => {
    const folder = folderWith(kept)
    const first = await cli(['run', 'graph.yaml', '--thread', 'of Ada'], { folder })
    expect(first.code).toBe(3)
    expect(first.messages).toContain(
      "Go on with: recapflow run graph.yaml --thread 'of Ada' --resume ANSWER\n",
    )
    const second = await cli(['run', 'graph.yaml', '--thread', 'of Ada', '--resume', 'Ada'], { folder })
    expect(second).toMatchObject({ code: 3, output: expect.stringContaining('Which colour?') })
    const third = await cli(['run', 'graph.yaml', '--thread', 'of Ada', '--resume', 'green', '--json'], {
      folder,
    })
    expect(third.code).toBe(0)
    expect(JSON.parse(third.output)).toMatchObject({
      state: { greeting: 'Ada likes green.' },
      thread: 'of Ada',
    })
    const fourth = await cli(['run', 'graph.yaml', '--thread', 'of Ada', '--resume', 'again'], { folder })
    expect(fourth).toMatchObject({ code: 2, messages: expect.stringContaining('waits for no answer') })
  })

  it('several questions at once are asked one by one, or answered by their ids', async () => {
    const files = {
      'graph.yaml': `
nodes:
  left: {type: interrupt, message: Left?, state_key: left_asked, resume_key: left_given}
  right: {type: interrupt, message: Right?, state_key: right_asked, resume_key: right_given}
edges:
  - {from: START, to: [left, right]}
  - {from: left, to: END}
  - {from: right, to: END}
checkpointer: {type: sqlite, path: threads.db}
`,
    }
    const asked = await cli(['run', 'graph.yaml', '--json', '--answer', 'one', '--answer', 'two'], {
      folder: folderWith(files),
    })
    expect(JSON.parse(asked.output).state).toMatchObject({ left_given: 'one', right_given: 'two' })

    const folder = folderWith(files)
    const paused = await cli(['run', 'graph.yaml', '--json', '--thread', 't'], { folder })
    const ids = Object.fromEntries(
      JSON.parse(paused.output).interrupts.map(({ id, node }: { id: string; node: string }) => [
        id,
        `to ${node}`,
      ]),
    )
    const resumed = await cli(
      ['run', 'graph.yaml', '--json', '--thread', 't', '--resume', JSON.stringify(ids)],
      {
        folder,
      },
    )
    expect(JSON.parse(resumed.output).state).toMatchObject({ left_given: 'to left', right_given: 'to right' })
  })

  it('with --stream a question that a node has just said is not repeated', async () => {
    const { output, messages } = await cli(['run', 'graph.yaml', '--stream'], {
      folder: folderWith({
        'graph.yaml': `
nodes:
  speak: {prompt: speak, state_key: said}
  listen: {type: interrupt, state_key: said, resume_key: reply}
edges:
  - {from: START, to: speak}
  - {from: speak, to: listen}
  - {from: listen, to: END}
`,
        'prompts/speak.yaml': 'user: Speak.\ndemo: How are you?',
      }),
      input: 'Well\n',
    })
    expect([output, messages]).toEqual(['How are you?\n', ''])
  })

  it.each([
    [['--resume', 'a'], 'Say which one: --thread ID'],
    [['--thread', 't', '--resume', 'a'], 'needs a checkpointer that outlives a command'],
    [['--thread', 't', '--resume', 'a', '--var', 'b=c'], '--var has no place beside it'],
  ])('%j is refused with what is missing', async (args, sentence) => {
    const { code, messages } = await cli(['run', 'graph.yaml', ...args], { folder: folderWith(asking()) })
    expect(code).toBe(2)
    expect(messages).toContain(sentence)
  })
})
