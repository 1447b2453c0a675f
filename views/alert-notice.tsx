import { Heading, type HeadingLevel } from './heading.js'
import { RichText, type RichTextBlock } from './rich-text.js'

export interface AlertView {
  readonly level: 'info' | 'warning' | 'crisis'
  readonly title: string
  readonly body: readonly RichTextBlock[]
}

export interface AlertNoticesProps {
  readonly alerts: readonly AlertView[]
  /** Spoken at once, where the alert has just been raised. */
  readonly isNew?: boolean
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
}

/** What the author wants a person to read now. Never in the way: the page goes on below. */
export function AlertNotices({ alerts, isNew = false, headingLevel }: AlertNoticesProps) {
  return (
    <>
      {alerts.map((alert) => (
        <div
          class={`rf-notice rf-notice-${alert.level}`}
          {...(isNew ? { role: alert.level === 'info' ? 'status' : 'alert' } : {})}
        >
          <Heading level={headingLevel} rank={2}>
            {alert.title}
          </Heading>
          <div hx-disable="">
            <RichText blocks={alert.body} />
          </div>
        </div>
      ))}
    </>
  )
}
