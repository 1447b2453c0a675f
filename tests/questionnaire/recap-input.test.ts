import { describe, expect, it } from 'vitest'
import { recapInput } from '../../src/questionnaire/recap-input.js'
import { context, questionnaireFrom, shippedQuestionnaire } from './questionnaire-from.js'

const kept = (recap: string) =>
  questionnaireFrom(`description: What it is for.
fields:
  - { id: open, label: Open question, short: Open, description: What to look for, type: integer, required: true }
  - { id: canary_sensitive, sensitive: true, type: integer }
  - { id: canary_hidden, hidden: true, type: integer }
  - { id: canary_excluded, type: integer }
  - id: canary_group
    fields: [{ id: canary_child, options: [a] }]
  - { id: choice, options: [{ value: 1, label: One }, { value: b, label: Bee }], multiple: true }
  - { id: follow_up, when: canary_sensitive > 3 }
scores:
  - { id: canary_total, label: Canary total, method: sum, of: [open, canary_sensitive] }
  - { id: fair, label: Fair, method: sum, of: [open], bands: [{ id: low, label: Low, from: 0, to: 9 }] }
alerts:
  - { id: canary_alert, when: canary_sensitive > 1, level: crisis, at: [check], title: Canary, body: "canary {canary_sensitive}" }
completion:
  - { title: "canary {canary_sensitive}" }
recap: ${recap}
`)
const answers = {
  open: 5,
  canary_sensitive: 4242,
  canary_hidden: 4343,
  canary_excluded: 4444,
  canary_child: 'a',
  choice: [1, 'b'],
  follow_up: 'more',
}
const exclude = 'exclude: [canary_excluded, canary_group]'

describe('58: what a field or recap.exclude keeps back', () => {
  it.each([`{ ${exclude} }`, `{ ${exclude}, scores: true }`])(
    'is nowhere in the input of a recap with %s',
    (recap) => {
      const text = JSON.stringify(recapInput(kept(recap), answers, context))
      expect(text).not.toMatch(/canary/i)
      expect(text).not.toMatch(/4242|4343|4444|4247/)
    },
  )

  it('keeps scores back altogether unless the recap asks for them', () => {
    expect(JSON.stringify(recapInput(kept(`{ ${exclude} }`), answers, context))).not.toContain('fair')
    expect(recapInput(kept(`{ ${exclude}, scores: true }`), answers, context)).toMatchObject({
      schema: { scores: [{ id: 'fair', label: 'Fair' }] },
      extracted_data: { fair: 5 },
    })
    expect(
      recapInput(kept('{ exclude: [canary_excluded, canary_group, fair], scores: true }'), answers, context)
        .schema.scores,
    ).toEqual([])
  })

  it('leaves the nine answers of the mood check without the ninth and without their total', () => {
    const mood = shippedQuestionnaire('mood-check')
    const input = recapInput(mood, { interest: 0, low_mood: 1, self_harm: 3 }, context)
    expect(input.extracted_data).toEqual({ interest: 0, low_mood: 1 })
    expect(JSON.stringify(input)).not.toMatch(/self_harm|hurting|total|better off dead/i)
  })

  it('leaves names, birthdays and addresses out of the shipped recaps', () => {
    const intake = shippedQuestionnaire('clinic-intake')
    const data = recapInput(
      intake,
      { full_name: 'Ada', born: '1986-03-27', phone: '112', pregnant: 'yes', reason: 'Knee' },
      context,
    )
    expect(data.extracted_data).toEqual({ reason: 'Knee' })
    const request = shippedQuestionnaire('feature-request')
    expect(recapInput(request, { email: 'a@b.example', title: 'T' }, context).extracted_data).toEqual({
      title: 'T',
    })
  })
})

describe('the input of a recap', () => {
  it('has the schema, the answers by id, and the same as an ordered list', () => {
    const input = recapInput(kept(`{ ${exclude}, instructions: Be brief. }`), answers, context)
    expect(input.language).toBe('en')
    expect(input.extracted_data).toEqual({ open: 5, choice: [1, 'b'], follow_up: 'more' })
    expect(input.answers).toEqual([
      { id: 'open', label: 'Open', value: 5, text: '5' },
      { id: 'choice', label: 'Choice', value: [1, 'b'], text: 'One, Bee' },
      { id: 'follow_up', label: 'Follow up', value: 'more', text: 'more' },
    ])
    expect(input.schema).toMatchObject({
      name: 'Sample',
      description: 'What it is for.',
      recap: { instructions: 'Be brief.' },
      scores: [],
    })
    expect(input.schema.fields[0]).toEqual({
      id: 'open',
      type: 'integer',
      label: 'Open question',
      short: 'Open',
      description: 'What to look for',
      required: true,
      options: [],
      fields: [],
    })
  })

  it('is plain JSON', () => {
    const input = recapInput(kept(`{ ${exclude} }`), answers, context)
    expect(JSON.parse(JSON.stringify(input))).toEqual(input)
  })
})
