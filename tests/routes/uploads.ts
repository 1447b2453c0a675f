import { type Element, findAll } from '../views/html.js'
import type { Page, Visitor } from './page.js'
import { pageOf } from './page.js'

/** The smallest picture that programs take for one, made different by what follows it. */
export function png(text = '', size = 0): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, length: number) => [
    0,
    0,
    0,
    length,
    ...Buffer.from(type),
    ...Buffer.alloc(length + 4),
  ]
  const head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...chunk('IHDR', 13), ...chunk('IDAT', 1)]
  const bytes = Buffer.concat([Buffer.from(head), Buffer.from(text)])
  return new Uint8Array(Buffer.concat([bytes, Buffer.alloc(Math.max(0, size - bytes.length))]))
}

export const pdf = (text = '') => new Uint8Array(Buffer.from(`%PDF-1.7\n${text}`))

export function file(name: string, content: Uint8Array<ArrayBuffer> | string = png(), type = ''): File {
  return new File([content], name, { type })
}

/** Values and files by name, as a browser sends a form with files. */
export type FileForm = Readonly<Record<string, string | File | readonly (string | File)[]>>

export async function sendForm(visitor: Visitor, path: string, form: FileForm): Promise<Response> {
  const body = new FormData()
  for (const [name, value] of Object.entries(form)) {
    for (const item of [value].flat()) {
      if (typeof item === 'string') body.append(name, item)
      else body.append(name, item, item.name)
    }
  }
  return visitor.send(path, { method: 'POST', body, headers: { origin: 'http://localhost' } })
}

/** The same, and where it leads. */
export async function submitForm(visitor: Visitor, path: string, form: FileForm): Promise<Page> {
  const response = await sendForm(visitor, path, form)
  const location = response.headers.get('location')
  return location === null ? pageOf(path, response) : visitor.open(location)
}

/** The ids of the files that a page shows as given, by the hidden inputs that send them again. */
export function givenIds({ root }: Page, name = 'attachments'): string[] {
  return inputs(root, name, 'hidden').map(({ attributes }) => attributes.value ?? '')
}

/** Links that give files back. */
export function fileLinks({ root }: Page): string[] {
  return findAll(root, 'a')
    .map(({ attributes }) => attributes.href ?? '')
    .filter((href) => href.includes('/files/'))
}

export function inputs(root: Element, name: string, type: string): Element[] {
  return findAll(root, 'input').filter(
    ({ attributes }) => attributes.name === name && attributes.type === type,
  )
}
