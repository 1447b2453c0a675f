import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import type { OwnerMessages } from './messages/owner-en.js'

export interface ResponsesRecordPageProps {
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly events: readonly {
    readonly kind: keyof OwnerMessages['events']
    readonly detail: string
    readonly time: { readonly iso: string; readonly text: string }
  }[]
}

/** What was done on the owner's pages. */
export function ResponsesRecordPage({ language, headingLevel, events }: ResponsesRecordPageProps) {
  const words = messagesFor(language).owner
  return (
    <>
      <Heading level={headingLevel} rank={1}>
        {words.recordTitle}
      </Heading>
      <p class="rf-lead">{events.length === 0 ? words.recordEmpty : words.recordText}</p>
      {events.length > 0 && (
        <table class="rf-table">
          <thead>
            <tr>
              <th scope="col">{words.what}</th>
              <th scope="col">{words.detail}</th>
              <th scope="col">{words.when}</th>
            </tr>
          </thead>
          <tbody>
            {events.map(({ kind, detail, time }) => (
              <tr>
                <td>{words.events[kind]}</td>
                <td class="rf-wrap">{detail}</td>
                <td>
                  <time datetime={time.iso}>{time.text}</time>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
