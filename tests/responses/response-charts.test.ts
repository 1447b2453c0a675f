import { describe, expect, it } from 'vitest'
import { type ChartedRange, responseCharts } from '../../src/responses/response-charts.js'
import { file, responses } from './responses.js'

const colour = {
  id: 'colour',
  type: 'choice',
  label: 'Which colour?',
  options: ['Red', 'Blue'],
  other: 'Another',
}

async function chartsOf(
  { tallies }: Awaited<ReturnType<typeof responses>>,
  range: Partial<ChartedRange> = {},
) {
  return responseCharts(await tallies.of('test'), { language: 'en', ...range })
}

describe('the chart of a question', () => {
  it('counts each option, own words together, and who left it blank', async () => {
    const all = await responses()
    const text = file([colour])
    await all.send(text, { colour: 'Red' })
    await all.send(text, { colour: 'Red' })
    await all.send(text, { colour: { other: 'Green' } })
    await all.send(text, {})
    const { sent, questions } = await chartsOf(all)
    expect(sent).toBe(4)
    expect(questions).toMatchObject([{ title: 'Which colour?', asked: 4, answered: 3, isSensitive: false }])
    expect(questions[0]?.chart).toEqual({
      kind: 'bars',
      isMultiple: false,
      bars: [
        { label: 'Red', count: 2 },
        { label: 'Blue', count: 0 },
        { label: 'Another', count: 1 },
      ],
    })
  })

  it('28: leaves out answers of questions that were closed again', async () => {
    const all = await responses()
    const text = file([
      { id: 'works', type: 'boolean', label: 'Work?' },
      { id: 'hours', type: 'integer', label: 'Hours', when: 'works == true' },
    ])
    await all.send(text, { works: true, hours: 8 })
    await all.send(text, { works: false, hours: 99 })
    const { questions } = await chartsOf(all)
    expect(questions[1]).toMatchObject({ asked: 1, answered: 1 })
    expect(questions[1]?.chart).toMatchObject({ histograms: [{ columns: [{ from: 8, count: 1 }] }] })
  })

  it('keeps units apart, and counts entries as entries', async () => {
    const all = await responses()
    const text = file([
      {
        id: 'medicines',
        type: 'group',
        label: 'Medicines',
        repeat: { max: 5, item: 'Medicine {n}' },
        fields: [{ id: 'dose', type: 'quantity', label: 'Dose', sensitive: true, units: ['mg', 'ml'] }],
      },
    ])
    const dose = (_id: string, value: number, unit: string) => ({ _id, dose: { value, unit } })
    await all.send(text, { medicines: [dose('a', 400, 'mg'), dose('b', 5, 'ml')] })
    await all.send(text, { medicines: [dose('a', 200, 'mg')] })
    const { questions } = await chartsOf(all)
    expect(questions[0]).toMatchObject({
      title: 'Medicines',
      isPerEntry: false,
      asked: 2,
      isSensitive: false,
    })
    expect(questions[1]).toMatchObject({ title: 'Dose', isPerEntry: true, asked: 3, isSensitive: true })
    const { chart } = questions[1] ?? {}
    expect(
      chart?.kind === 'numbers' && chart.histograms.map(({ unit, summary }) => [unit, summary.count]),
    ).toEqual(
      [
        ['mg', 2],
        ['ml', 1],
      ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    )
  })

  it('says of texts only how many there are', async () => {
    const all = await responses()
    const text = file([{ id: 'why', type: 'text', label: 'Why?' }])
    await all.send(text, { why: 'Because' })
    expect((await chartsOf(all)).questions).toMatchObject([{ answered: 1, chart: { kind: 'none' } }])
  })

  it('never shows a hidden field', async () => {
    const all = await responses()
    const text = file([colour, { id: 'number', type: 'string', label: 'Number', hidden: true }])
    await all.send(text, { colour: 'Red', number: '1234' })
    expect((await chartsOf(all)).questions.map(({ id }) => id)).toEqual(['colour'])
  })
})

describe('several versions of a questionnaire', () => {
  const first = file([colour], { version: '1' })
  const reworded = file([{ ...colour, label: 'Which colour do you like least?' }], { version: '2' })
  const longer = file([colour, { id: 'size', type: 'integer', label: 'Size' }], { version: '2' })

  it('are counted together where they ask the same', async () => {
    const all = await responses()
    await all.send(first, { colour: 'Red' }, '2026-05-01T10:00:00.000Z')
    await all.send(longer, { colour: 'Blue', size: 3 }, '2026-05-02T10:00:00.000Z')
    const { questions } = await chartsOf(all)
    expect(questions).toMatchObject([
      { id: 'colour', asked: 2, former: undefined },
      { id: 'size', asked: 1, former: undefined },
    ])
  })

  it.each([
    ['wording', reworded],
    ['type', file([{ id: 'colour', type: 'string', label: 'Which colour?' }], { version: '2' })],
    ['options', file([{ ...colour, options: ['Red', 'Blue', 'Green'] }], { version: '2' })],
    [
      'labels of options',
      file([{ ...colour, options: [{ value: 'Red', label: 'Not red' }, 'Blue'] }], { version: '2' }),
    ],
  ])('stand apart where the %s differs, the older one marked as former', async (_what, second) => {
    const all = await responses()
    await all.send(first, { colour: 'Red' }, '2026-05-01T10:00:00.000Z')
    await all.send(second, { colour: 'Blue' }, '2026-05-02T10:00:00.000Z')
    const { questions, sent } = await chartsOf(all)
    expect(sent).toBe(2)
    expect(questions).toMatchObject([
      { asked: 1, former: undefined },
      { asked: 1, former: { versions: ['1'], lastDay: '2026-05-01' } },
    ])
    expect(new Set(questions.map(({ id }) => id)).size).toBe(2)
  })

  it('begin with the file as it is now, whichever was answered last', async () => {
    const all = await responses()
    await all.send(reworded, { colour: 'Red' }, '2026-05-01T10:00:00.000Z')
    await all.send(first, { colour: 'Red' }, '2026-05-02T10:00:00.000Z')
    const { questions } = await chartsOf(all, { presentHash: all.hashOf(reworded) })
    expect(questions[0]?.title).toBe('Which colour do you like least?')
  })

  it('keep scores apart where an answer counts otherwise', async () => {
    const scored = (score: number) =>
      file([{ id: 'a', type: 'choice', label: 'A', options: [{ value: 'x', label: 'X', score }] }], {
        scores: [
          {
            id: 's',
            label: 'Sum',
            method: 'sum',
            of: ['a'],
            bands: [{ id: 'low', label: 'low', from: 0, to: 9 }],
          },
        ],
      })
    const all = await responses()
    await all.send(scored(1), { a: 'x' }, '2026-05-01T10:00:00.000Z')
    await all.send(scored(2), { a: 'x' }, '2026-05-02T10:00:00.000Z')
    const { scores } = await chartsOf(all)
    expect(scores).toMatchObject([{ asked: 1 }, { asked: 1, former: { lastDay: '2026-05-01' } }])
  })
})

describe('a time', () => {
  it('takes what was sent in it, whole months and parts of them', async () => {
    const all = await responses()
    const text = file([colour])
    for (const day of ['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01', '2026-03-15']) {
      await all.send(text, { colour: 'Red' }, `${day}T10:00:00.000Z`)
    }
    const sentIn = async (range: Partial<ChartedRange>) => {
      const { sent, questions } = await chartsOf(all, range)
      expect(questions[0]?.asked ?? 0).toBe(sent)
      return sent
    }
    expect(await sentIn({})).toBe(5)
    expect(await sentIn({ from: '2026-02-01', to: '2026-02-28' })).toBe(2)
    expect(await sentIn({ from: '2026-01-31', to: '2026-03-01' })).toBe(4)
    expect(await sentIn({ from: '2026-02-02' })).toBe(3)
    expect(await sentIn({ to: '2026-01-01' })).toBe(0)
  })
})

describe('what was counted', () => {
  it('is kept, and only what is new is read again', async () => {
    const all = await responses()
    const text = file([colour])
    for (let count = 0; count < 60; count++) {
      await all.send(text, { colour: 'Red' }, `2026-04-01T${String(count % 24).padStart(2, '0')}:00:00.000Z`)
    }
    expect((await chartsOf(all)).sent).toBe(60)
    const read = all.reads
    expect((await chartsOf(all)).sent).toBe(60)
    expect(all.reads).toBe(read)
    await all.send(text, { colour: 'Blue' }, '2026-05-01T10:00:00.000Z')
    expect((await chartsOf(all)).sent).toBe(61)
    expect(all.reads - read).toBeLessThan(6)
  })

  it('is right after a deletion, and after a deletion and another response together', async () => {
    const all = await responses()
    const text = file([colour])
    const one = await all.send(text, { colour: 'Red' }, '2026-05-01T10:00:00.000Z')
    const two = await all.send(text, { colour: 'Red' }, '2026-05-02T10:00:00.000Z')
    const redOf = async () => {
      const { chart } = (await chartsOf(all)).questions[0] ?? {}
      return chart?.kind === 'bars' ? chart.bars[0]?.count : undefined
    }
    expect(await redOf()).toBe(2)
    await all.sessions.delete(one.id)
    expect(await redOf()).toBe(1)
    await all.sessions.delete(two.id)
    await all.send(text, { colour: 'Blue' }, '2026-05-03T10:00:00.000Z')
    expect(await redOf()).toBe(0)
  })

  it('takes in a response that was written down later than its time says', async () => {
    const all = await responses()
    const text = file([colour])
    await all.send(text, { colour: 'Red' }, '2026-05-01T10:00:30.000Z')
    expect((await chartsOf(all)).sent).toBe(1)
    await all.send(text, { colour: 'Red' }, '2026-05-01T10:00:00.000Z')
    expect((await chartsOf(all)).sent).toBe(2)
    await all.send(text, { colour: 'Red' }, '2026-04-01T10:00:00.000Z')
    expect((await chartsOf(all)).sent).toBe(3)
  })
})
