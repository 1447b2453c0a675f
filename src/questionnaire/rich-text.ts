import type { Nodes, PhrasingContent, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { type Placeholder, templateParts } from './template.js'

/** A text as blocks that a view can render without parsing anything. */
export type RichText = readonly Block[]

export type Block =
  | { readonly kind: 'paragraph' | 'heading'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'quote'; readonly blocks: RichText }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly RichText[] }

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'break' }
  /** What a reader should look at twice: it stands in none of the answers. */
  | { readonly kind: 'mark'; readonly text: string }
  /** A telephone number: `number` is fit for a `tel:` link. */
  | { readonly kind: 'tel'; readonly text: string; readonly number: string }

/**
 * Reads the subset of Markdown that authors and models may use: paragraphs, headings, quotes, lists, strong,
 * emphasis and line breaks. Everything else (links, images, HTML, code) stays the literal text that it is.
 */
export function parseRichText(markdown: string): RichText {
  if (isTooMuch(markdown)) return plainParagraphs(markdown)
  return fromMarkdown(markdown).children.map((node) => toBlock(node, markdown, 0))
}

/** Characters; a longer text is shown as it is, in paragraphs. */
const MAX_MARKDOWN = 50_000
/** Levels of lists, quotes and emphasis; what lies deeper is shown as its source. */
const MAX_DEPTH = 12
/** Reading thousands of nested markers would take the server minutes. */
const DEEP_NESTING = /^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])){12}|[*_]{40}/m

/** More stars and underscores than a text of people has: pairing them takes the square of their number. */
const MAX_MARKS = 1000

function isTooMuch(markdown: string): boolean {
  if (markdown.length > MAX_MARKDOWN || DEEP_NESTING.test(markdown)) return true
  return (markdown.match(/[*_]/g)?.length ?? 0) > MAX_MARKS
}

function plainParagraphs(text: string): RichText {
  return text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ kind: 'paragraph', inlines: [{ kind: 'text', text: part }] }))
}

function toBlock(node: RootContent, source: string, depth: number): Block {
  if (depth > MAX_DEPTH) return { kind: 'paragraph', inlines: [literal(node, source)] }
  if (node.type === 'paragraph' || node.type === 'heading') {
    return { kind: node.type, inlines: toInlines(node.children, source, depth + 1) }
  }
  if (node.type === 'blockquote') {
    return { kind: 'quote', blocks: node.children.map((child) => toBlock(child, source, depth + 1)) }
  }
  if (node.type !== 'list') return { kind: 'paragraph', inlines: [literal(node, source)] }
  return {
    kind: 'list',
    ordered: node.ordered === true,
    items: node.children.map((item) => item.children.map((child) => toBlock(child, source, depth + 1))),
  }
}

function toInlines(nodes: readonly PhrasingContent[], source: string, depth: number): Inline[] {
  return nodes.map((node) => {
    if (node.type === 'text') return { kind: 'text', text: node.value }
    if (node.type === 'break') return { kind: 'break' }
    if ((node.type !== 'strong' && node.type !== 'emphasis') || depth > MAX_DEPTH)
      return literal(node, source)
    return { kind: node.type, inlines: toInlines(node.children, source, depth + 1) }
  })
}

function literal(node: Nodes, source: string): Inline {
  const start = node.position?.start.offset ?? 0
  return { kind: 'text', text: source.slice(start, node.position?.end.offset ?? start) }
}

/** Puts values in the place of placeholders. What `resolve` returns is taken as it is, never parsed. */
export function fillRichText(text: RichText, resolve: (placeholder: Placeholder) => Inline): RichText {
  return text.map((block): Block => {
    if (block.kind === 'list')
      return { ...block, items: block.items.map((item) => fillRichText(item, resolve)) }
    if (block.kind === 'quote') return { ...block, blocks: fillRichText(block.blocks, resolve) }
    return { kind: block.kind, inlines: fillInlines(block.inlines, resolve) }
  })
}

function fillInlines(inlines: readonly Inline[], resolve: (placeholder: Placeholder) => Inline): Inline[] {
  return inlines.flatMap((inline): Inline[] => {
    if (inline.kind === 'strong' || inline.kind === 'emphasis') {
      return [{ kind: inline.kind, inlines: fillInlines(inline.inlines, resolve) }]
    }
    if (inline.kind !== 'text') return [inline]
    return templateParts(inline.text).map((part) =>
      typeof part === 'string' ? { kind: 'text', text: part } : resolve(part),
    )
  })
}

/** The words alone, blocks a blank line apart. */
export function plainText(text: RichText): string {
  return text
    .map((block) => {
      if (block.kind === 'list') return block.items.map((item) => `- ${plainText(item)}`).join('\n')
      return block.kind === 'quote' ? plainText(block.blocks) : inlineText(block.inlines)
    })
    .join('\n\n')
}

function inlineText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.kind === 'break') return '\n'
      return 'inlines' in inline ? inlineText(inline.inlines) : inline.text
    })
    .join('')
}
