import type { Child } from 'hono/jsx'

/** Level of a page's own heading: 1 in a document of ours, 2 or 3 below a heading of the host's. Default 1. */
export type HeadingLevel = 1 | 2 | 3

export interface HeadingProps {
  /** Of the page's own heading. Default 1. */
  readonly level?: HeadingLevel | undefined
  /** 1 is the page's own heading, 2 and 3 are below it. Decides the look, and with `level` the element. */
  readonly rank: 1 | 2 | 3
  readonly class?: string
  readonly id?: string
  readonly lang?: string | undefined
  /** -1 where a script moves the focus here. */
  readonly tabindex?: -1
  readonly children: Child
}

export function Heading({ level = 1, rank, class: name, children, lang, ...attributes }: HeadingProps) {
  const Tag = (['h1', 'h2', 'h3', 'h4', 'h5'] as const)[level + rank - 2] ?? 'h5'
  return (
    <Tag
      class={name === undefined ? `rf-h${rank}` : `rf-h${rank} ${name}`}
      {...(lang === undefined ? {} : { lang })}
      {...attributes}
    >
      {children}
    </Tag>
  )
}
