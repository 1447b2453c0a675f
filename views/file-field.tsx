import { domIds } from './dom-contract.js'
import { messagesFor } from './messages/index.js'
import { type GivenFile, invalid } from './question.js'
import { descriptionOf, LabelledQuestion, type QuestionProps } from './question-parts.js'

/** The files that were given already, and an input for one more, or for another in place of the only one. */
export function FileField(props: QuestionProps) {
  const { prefix, language, question } = props
  const words = messagesFor(language)
  const { given = [], accept, isMultiple = false, addLabel } = question.files ?? {}
  return (
    <LabelledQuestion {...props}>
      {given.length > 0 && (
        <ul class="rf-files" aria-label={words.filesGiven}>
          {given.map((file) => (
            <li>
              <input type="hidden" name={question.name} value={file.id} />
              <FileLink file={file} />
              <button
                class="rf-link"
                type="submit"
                name="intent"
                value={`remove:${question.name}:${file.id}`}
              >
                {words.removeFile}
                <span class="rf-vh"> {file.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {given.length > 0 && !isMultiple && <p class="rf-hint">{words.fileReplaced}</p>}
      <input
        class="rf-file"
        id={domIds(prefix).field(question.name)}
        name={question.name}
        type="file"
        accept={accept}
        multiple={isMultiple}
        {...invalid(question.error !== undefined)}
        {...descriptionOf(prefix, question)}
      />
      {addLabel !== undefined && (
        <p class="rf-add">
          <button class="rf-button rf-quiet" type="submit" name="intent" value={`add:${question.name}`}>
            {addLabel}
          </button>
        </p>
      )}
    </LabelledQuestion>
  )
}

/** A file's name, which gives it back, and its size. */
export function FileLink({ file }: { readonly file: Omit<GivenFile, 'id'> }) {
  return (
    <span hx-disable="">
      <a href={file.url} download="">
        <bdi>{file.name}</bdi>
      </a>{' '}
      ({file.size})
    </span>
  )
}
