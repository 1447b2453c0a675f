import { messagesFor } from './messages/index.js'
import type { SentenceView } from './recap-panel.js'

export interface RecapReviewProps {
  readonly language: string
  /** Default none. */
  readonly doubtful?: readonly string[] | undefined
  readonly sentences?: readonly SentenceView[] | undefined
}

/** What a recap was checked for: words that no answer holds, and where each sentence comes from. */
export function RecapReview({ language, doubtful = [], sentences }: RecapReviewProps) {
  const words = messagesFor(language)
  const telling = sentences?.filter(({ isCourtesy }) => !isCourtesy) ?? []
  const courtesies = (sentences?.length ?? 0) - telling.length
  return (
    <>
      {doubtful.length > 0 && (
        <div class="rf-doubt rf-sans">
          <p>
            <strong>{words.doubtLead}</strong>
          </p>
          <ul hx-disable="">
            {doubtful.map((text) => (
              <li>
                <mark>{text}</mark>
              </li>
            ))}
          </ul>
        </div>
      )}
      {sentences !== undefined && (
        <details class="rf-sources rf-sans">
          <summary>{words.sourcesTitle}</summary>
          <ol hx-disable="">
            {telling.map(({ text, sources }) => (
              <li>
                <p>{text}</p>
                {sources.length === 0 && <p class="rf-small">{words.sourceNone}</p>}
                {sources.map((source) => (
                  <p class="rf-small">
                    {source.label}: <q>{source.words}</q>
                  </p>
                ))}
              </li>
            ))}
          </ol>
          {courtesies > 0 && <p class="rf-small">{words.sourceCourtesies(courtesies)}</p>}
        </details>
      )}
    </>
  )
}
