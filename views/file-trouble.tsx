/** What is wrong with files that are being written, in the language in which such mistakes are told. */
export interface FileTroubleProps {
  /** Where there is nothing to point at. */
  readonly text: string
  readonly problems: readonly {
    readonly file: string
    readonly line: number
    readonly column: number
    readonly message: string
  }[]
}

/** Stands in the place of every page that would begin something. */
export function FileTroublePage({
  text,
  problems,
  isServing,
}: FileTroubleProps & {
  /** What has begun goes on with the files as they were. */
  readonly isServing: boolean
}) {
  return (
    <div class="rf-text">
      <h1 class="rf-h1">{headline(problems.length)}</h1>
      {problems.length === 0 ? (
        <p>{text}</p>
      ) : (
        <ol>
          {problems.map(({ file, line, column, message }) => (
            <li>
              <p>
                <code>{`${file}:${line}:${column}`}</code>
              </p>
              <p>{message}</p>
            </li>
          ))}
        </ol>
      )}
      <p class="rf-small">
        This page loads again by itself when a file has changed.
        {isServing && ' What has begun before goes on with the files that were right.'}
      </p>
    </div>
  )
}

/** Stands above the pages of what has begun. */
export function FileTroubleNotice({ text, problems }: FileTroubleProps) {
  const [first] = problems
  return (
    <div class="rf">
      <aside class="rf-banner" aria-label="About the files">
        <p>
          {headline(problems.length)}:{' '}
          {first === undefined ? text : `${first.file}:${first.line}:${first.column}: ${first.message}`}{' '}
          <a href="/">All of them</a>
        </p>
      </aside>
    </div>
  )
}

function headline(count: number): string {
  if (count === 0) return 'The files cannot be used'
  return count === 1 ? 'There is a mistake in the files' : `There are ${count} mistakes in the files`
}
