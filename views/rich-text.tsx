/** A text as a tree of the node types that are ever shown. Nothing in it is parsed again. */
export type RichTextBlock =
  | { readonly kind: 'paragraph' | 'heading'; readonly inlines: readonly RichTextInline[] }
  | { readonly kind: 'quote'; readonly blocks: readonly RichTextBlock[] }
  | {
      readonly kind: 'list'
      readonly ordered: boolean
      readonly items: readonly (readonly RichTextBlock[])[]
    }

export type RichTextInline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly inlines: readonly RichTextInline[] }
  | { readonly kind: 'break' }
  /** Something to look at twice. */
  | { readonly kind: 'mark'; readonly text: string }
  /** `number` is fit for a `tel:` link. */
  | { readonly kind: 'tel'; readonly text: string; readonly number: string }

export interface RichTextProps {
  readonly blocks: readonly RichTextBlock[]
}

export function RichText({ blocks }: RichTextProps) {
  return (
    <>
      {blocks.map((block) => (
        <RichTextBlockView block={block} />
      ))}
    </>
  )
}

function RichTextBlockView({ block }: { readonly block: RichTextBlock }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Inlines inlines={block.inlines} />
        </p>
      )
    case 'heading':
      return (
        <p class="rf-subheading">
          <Inlines inlines={block.inlines} />
        </p>
      )
    case 'quote':
      return (
        <blockquote>
          <RichText blocks={block.blocks} />
        </blockquote>
      )
    case 'list': {
      const items = block.items.map((item) => (
        <li>
          <ListItem blocks={item} />
        </li>
      ))
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
    }
  }
}

/** An item of one paragraph stands without the paragraph. */
function ListItem({ blocks }: RichTextProps) {
  const [first] = blocks
  if (blocks.length === 1 && first?.kind === 'paragraph') return <Inlines inlines={first.inlines} />
  return <RichText blocks={blocks} />
}

function Inlines({ inlines }: { readonly inlines: readonly RichTextInline[] }) {
  return (
    <>
      {inlines.map((inline) => {
        switch (inline.kind) {
          case 'text':
            return inline.text
          case 'strong':
            return (
              <strong>
                <Inlines inlines={inline.inlines} />
              </strong>
            )
          case 'emphasis':
            return (
              <em>
                <Inlines inlines={inline.inlines} />
              </em>
            )
          case 'break':
            return <br />
          case 'mark':
            return <mark>{inline.text}</mark>
          default:
            return (
              <a href={`tel:${inline.number}`}>
                <bdi dir="ltr">{inline.text}</bdi>
              </a>
            )
        }
      })}
    </>
  )
}
