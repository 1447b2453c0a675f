import { expect, it } from 'vitest'
import { post, questionnaireFrom } from './questionnaire-from.js'

const questionnaire = questionnaireFrom(`fields:
  - id: page
    type: group
    label: Page
    fields:
      - { id: name, label: Name }
      - id: kept
        type: group
        label: Kept
        when: name == 'Ada'
        hidden: true
        fields:
          - { id: note, label: Note }
`)

it('what is in a hidden group is not asked, so that the page is left', () => {
  const { answers, opened } = post(questionnaire, 'page', { name: 'Ada' })
  expect([answers, opened]).toEqual([{ name: 'Ada' }, []])
})

it('what is in a hidden group takes no answer from a form', () => {
  expect(post(questionnaire, 'page', { name: 'Ada', note: 'forged' }).answers).toEqual({ name: 'Ada' })
})
