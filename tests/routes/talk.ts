import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Element, find, findAll, textOf } from '../views/html.js'
import type { Page, Visitor } from './page.js'
import { temporaryFolder } from './stage.js'

/** A graphs folder with one conversation, `talk`, and the prompts that it needs. */
export function talkFolder(graph: string, prompts: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'graphs'))
  mkdirSync(join(folder, 'prompts'))
  cpSync('graphs/contacts.yaml', join(folder, 'graphs/contacts.yaml'))
  writeFileSync(join(folder, 'graphs/talk.yaml'), graph)
  for (const [name, text] of Object.entries(prompts))
    writeFileSync(join(folder, `prompts/${name}.yaml`), text)
  return join(folder, 'graphs')
}

/** Asks, answers, and asks again until somebody says "bye". */
export const talk = `
name: A talk
description: About anything.
web: true
state: {reply: str, answer: str}
nodes:
  open: {type: interrupt, message: "First line.\\nWhat is it?", resume_key: reply}
  answer: {type: llm, prompt: answer, state_key: answer, stream: true, on_error: fail}
  more: {type: interrupt, state_key: answer, resume_key: reply}
edges:
  - {from: START, to: open}
  - {from: open, to: answer}
  - {from: answer, to: more}
  - {from: more, to: END, condition: "reply == 'bye'"}
  - {from: more, to: answer, condition: "reply != null"}
`

export const prompts = { answer: 'user: "They say: {reply}"\ndemo: "You said {{ reply }}."\n' }

/** Begins a conversation; returns its path. */
export async function beginTalk(visitor: Visitor, slug = 'talk', base = ''): Promise<string> {
  const started = await visitor.post(`${base}/c/${slug}`)
  const location = started.headers.get('location')
  if (started.status !== 303 || location === null) throw new Error(`${slug} answered ${started.status}`)
  return location.replace(/#.*/, '')
}

/** The conversation as it stands once nothing is being written any more. */
export async function settled(visitor: Visitor, path: string): Promise<Page> {
  for (let count = 0; count < 500; count++) {
    const page = await visitor.open(path)
    if (!isWriting(page)) return page
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`${path} is being written for ever.`)
}

export function isWriting({ root }: Page): boolean {
  return findAll(root, ({ attributes }) => 'sse-connect' in attributes).length > 0
}

/** Who said what, without the forms. */
export function turnsOf(root: Element): [string, string][] {
  return findAll(root, '.rf-turn').flatMap((turn) => {
    const [who] = findAll(turn, '.rf-who')
    return findAll(turn, '.rf-letter-text').map((text): [string, string] => [
      who === undefined ? '' : textOf(who),
      textOf(text),
    ])
  })
}

/** The interrupt that a page's only reply form answers. */
export function interruptOf({ root }: Pick<Page, 'root'>): string {
  return find(root, ({ attributes }) => attributes.name === 'interrupt').attributes.value ?? ''
}

/** Sends a reply by the form of the page as it stands; gives the page once the answer is written. */
export async function say(visitor: Visitor, path: string, reply: string): Promise<Page> {
  const page = await settled(visitor, path)
  const sent = await visitor.post(path, { interrupt: interruptOf(page), reply })
  if (sent.status !== 303) throw new Error(`The reply answered ${sent.status}:\n${await sent.text()}`)
  return settled(visitor, path)
}

/** The run that a page shows while it is being written. */
export function streamOf({ root }: Page): string {
  return find(root, ({ attributes }) => 'sse-connect' in attributes).attributes['sse-connect'] ?? ''
}
