import { beforeAll, expect, it } from 'vitest'
import type { Field } from '../../src/questionnaire/questionnaire.js'
import { modelServer, stage } from '../routes/stage.js'
import { type Element, elementsOf, find, findAll, textOf } from '../views/html.js'
import {
  backLinks,
  type Sight,
  shippedQuestionnaires,
  summaryLinks,
  type Walk,
  walk,
  wordsOf,
} from './walker.js'

/*
 * Every shipped questionnaire, in every language that it has, on two ways from the start page until it is sent.
 * The pages are fetched once, and every statement looks at all of them.
 */
const walks: Walk[] = []
let sights: readonly Sight[] = []

beforeAll(async () => {
  const model = await modelServer({ text: 'You told us what you need. It is not much.' })
  model.setAside('probe', { text: 'Since when?' })
  const { app } = stage({ model, help: { text: '01632 960018', phone: '+441632960018' } })
  for (const questionnaire of shippedQuestionnaires()) {
    walks.push(await walk(app, questionnaire, 'first'), await walk(app, questionnaire, 'last'))
  }
  sights = walks.flatMap((done) => done.sights)
})

const main = ({ page }: Sight) => find(page.root, '#rf-main')
const isOf =
  (...kinds: Sight['kind'][]) =>
  (sight: Sight) =>
    kinds.includes(sight.kind)
const isWrong = ({ state }: Sight) => state === 'wrong' || state === 'missing'
const tagsOf =
  (...tags: string[]) =>
  (element: Element) =>
    tags.includes(element.tag)
const tokens = (element: Element, name: string) => (element.attributes[name] ?? '').split(' ').filter(Boolean)

/** Looks at all pages that are chosen; what is found on one is named with it. */
function expectNothing(chosen: readonly Sight[], problemsOn: (sight: Sight) => readonly unknown[]): void {
  expect(chosen.length).toBeGreaterThan(0)
  const found = chosen.flatMap((sight) => problemsOn(sight).map((problem) => `${sight.name}: ${problem}`))
  expect([...new Set(found)]).toEqual([])
}

/** What a person fills in or chooses from. */
function inputsOf(sight: Sight): Element[] {
  return findAll(main(sight), tagsOf('input', 'select', 'textarea')).filter(
    ({ attributes }) => attributes.type !== 'hidden',
  )
}

function inputsOfField(sight: Sight, { id }: Field): Element[] {
  return inputsOf(sight).filter(({ attributes }) => {
    const rest = attributes.name?.startsWith(id) ? attributes.name.slice(id.length) : undefined
    return rest !== undefined && ['', '-day', '-month', '-year', '-time', '-unit', '-other'].includes(rest)
  })
}

/** The label or legend that names a question. */
function namesOf(sight: Sight, field: Field): string[] {
  const ids = inputsOfField(sight, field).map(({ attributes }) => attributes.id)
  const labels = findAll(main(sight), 'label').filter(({ attributes }) => ids.includes(attributes.for))
  const legends = findAll(main(sight), 'fieldset')
    .filter((set) => elementsOf(set).some(({ attributes }) => ids.includes(attributes.id)))
    .flatMap((set) => findAll(set, 'legend'))
  return [...labels, ...legends].map(textOf)
}

it('walks through every questionnaire in English and in Finnish, past every kind of page in every state', () => {
  const seen = new Set(sights.map(({ kind, state }) => `${kind} ${state}`))
  expect([...seen].sort()).toEqual([
    'check empty',
    'check filled',
    'check gaps',
    'check whole',
    'check wrong',
    'done whole',
    'list empty',
    'list filled',
    'list missing',
    'list removed',
    'outside whole',
    'probe empty',
    'probe wrong',
    'question empty',
    'question filled',
    'question missing',
    'question wrong',
  ])
  const languages = walks.map(({ questionnaire }) => `${questionnaire.id} ${questionnaire.language}`)
  expect([...new Set(languages)]).toEqual(
    ['clinic-intake', 'feature-request', 'mood-check'].flatMap((id) => [`${id} en`, `${id} fi`]),
  )
  const asked = new Set(sights.flatMap(({ fields }) => fields.map(({ id }) => id)))
  expect([...asked]).toEqual(
    expect.arrayContaining(['pain_level', 'strength', 'reaction', 'attachments', 'impact']),
  )
})

it('1: every page has one h1, which is the label or legend where the page holds one question', () => {
  expectNothing(sights, (sight) => {
    const headings = findAll(sight.page.root, 'h1')
    return headings.length === 1 ? [] : [`${headings.length} h1`]
  })
  const single = sights.filter((sight) => sight.kind === 'question' && sight.fields.length === 1)
  expectNothing(
    single.filter(({ fields }) => fields[0]?.parent === undefined),
    (sight) => {
      const [field] = sight.fields
      const heading = find(sight.page.root, 'h1')
      const isLegend = findAll(main(sight), 'legend').some((legend) => elementsOf(legend).includes(heading))
      const isLabel = findAll(heading, 'label').some(({ attributes }) =>
        inputsOf(sight).some((input) => input.attributes.id === attributes.for),
      )
      const isNamed = field !== undefined && textOf(heading).startsWith(field.label)
      return (isLegend || isLabel) && isNamed ? [] : [textOf(heading)]
    },
  )
})

it('2: the title is the heading and the questionnaire, and no two pages share one', () => {
  const inside = sights.filter(
    (sight) => sight.kind !== 'outside' && sight.kind !== 'probe' && !isWrong(sight),
  )
  expectNothing(inside, ({ page, kind, questionnaire }) => {
    const heading = page.heading.replace(/ \((optional|vapaaehtoinen)\)$/, '')
    const isGood =
      kind === 'done'
        ? page.title.endsWith(` – ${questionnaire.name}`)
        : page.title.startsWith(heading) && page.title.endsWith(` – ${questionnaire.name}`)
    return isGood ? [] : [`${page.title} above ${page.heading}`]
  })
  for (const { sights: seen } of walks) {
    const addresses = new Map<string, Set<string>>()
    for (const { page, state, kind } of seen) {
      if (state !== 'empty' && kind !== 'outside') continue
      const address = page.path.split('?')[0] ?? ''
      addresses.set(page.title, (addresses.get(page.title) ?? new Set()).add(address))
    }
    expect([...addresses].filter(([, paths]) => paths.size > 1)).toEqual([])
  }
})

it('3: every page says its language and direction, and text in another language says which', () => {
  expectNothing(sights, ({ page, questionnaire, name }) => {
    const { lang, dir } = find(page.root, 'html').attributes
    const isOurs = / whole \/(nothing)?$/.test(name)
    const expected = isOurs ? 'en' : questionnaire.language
    const found = [lang, find(page.root, '#rf-page').attributes.lang]
    const switches = findAll(page.root, '.rf-languages')
      .flatMap((place) => findAll(place, tagsOf('a', 'button')))
      .filter(({ attributes }) => (attributes.lang ?? expected) === expected)
    return [
      ...(found.every((tag) => tag === expected) && dir === 'ltr' ? [] : [`${found} ${dir}`]),
      ...switches.map(textOf),
    ]
  })
  expect(sights.some(({ page }) => findAll(page.root, '.rf-languages').length > 0)).toBe(true)
})

it('4: every input has a label, and every set of radios or checkboxes a fieldset with a legend', () => {
  expectNothing(sights, (sight) => {
    const labels = new Set(findAll(main(sight), 'label').map(({ attributes }) => attributes.for))
    const bare = inputsOf(sight).filter(
      ({ attributes }) => !labels.has(attributes.id) && (attributes['aria-label'] ?? '') === '',
    )
    const sets = findAll(main(sight), 'fieldset').filter((set) =>
      findAll(set, 'legend').some((legend) => textOf(legend).trim() !== ''),
    )
    const inSets = new Set(sets.flatMap(elementsOf))
    const boxes = inputsOf(sight).filter(({ attributes }) =>
      ['radio', 'checkbox'].includes(attributes.type ?? ''),
    )
    const loose = boxes.filter(
      (box) =>
        !inSets.has(box) &&
        boxes.filter(({ attributes }) => attributes.name === box.attributes.name).length > 1,
    )
    return [...bare, ...loose].map(({ attributes }) => attributes.id)
  })
})

it('5: hints and errors describe what they belong to, in this order; a hint is one sentence without a link', () => {
  expectNothing(sights, (sight) => {
    const elements = elementsOf(main(sight))
    const described = elements.map((element) => tokens(element, 'aria-describedby'))
    const texts = elements.filter(({ attributes }) => /-(hint|error)$/.test(attributes.id ?? ''))
    const lost = texts.filter(({ attributes }) => !described.some((ids) => ids.includes(attributes.id ?? '')))
    const turned = described.filter((ids) => {
      const error = ids.findIndex((id) => id.endsWith('-error'))
      return error !== -1 && ids.slice(error).some((id) => id.endsWith('-hint'))
    })
    const paired = texts
      .filter(({ attributes }) => attributes.id?.endsWith('-error'))
      .map(({ attributes }) => attributes.id ?? '')
      .filter((id) => texts.some(({ attributes }) => attributes.id === id.replace(/-error$/, '-hint')))
      .filter(
        (id) => !described.some((ids) => ids.join(' ').includes(`${id.replace(/-error$/, '-hint')} ${id}`)),
      )
    const hints = findAll(main(sight), '.rf-hint').filter(
      (hint) => !tokens(hint, 'class').includes('rf-count'),
    )
    const long = hints.filter((hint) => /[.!?]\s+\p{Lu}/u.test(textOf(hint)) || findAll(hint, 'a').length > 0)
    const dangling = described.flat().filter((id) => !elements.some(({ attributes }) => attributes.id === id))
    return [
      ...lost.map(({ attributes }) => attributes.id),
      ...turned,
      ...paired,
      ...long.map(textOf),
      ...dangling,
    ]
  })
})

it('6: what may stay empty says so in words; nothing is required by the browser', () => {
  expectNothing(sights, (sight) => {
    const forms = findAll(main(sight), 'form').filter((form) =>
      elementsOf(form).some((element) => inputsOf(sight).includes(element)),
    )
    return [
      ...sight.fields
        .filter((field) => {
          const isMarked = namesOf(sight, field).some((name) => name.includes(wordsOf(sight).optional))
          return isMarked === field.required
        })
        .map(({ id }) => id),
      ...forms.filter(({ attributes }) => !('novalidate' in attributes)).map(() => 'no novalidate'),
      ...elementsOf(sight.page.root)
        .filter(({ attributes }) => 'required' in attributes || 'aria-required' in attributes)
        .map(({ attributes }) => `required ${attributes.id}`),
      ...findAll(main(sight), tagsOf('label', 'legend'))
        .map(textOf)
        .filter((name) => name.includes('*')),
    ]
  })
})

it('7: buttons say what they do, and never Next or Submit', () => {
  expectNothing(sights, (sight) => {
    const words = wordsOf(sight)
    const buttons = findAll(sight.page.root, 'button').filter(({ attributes }) => !('hidden' in attributes))
    const vague = buttons
      .map((button) => textOf(button).trim())
      .filter((text) => text === '' || /^(next|submit|ok|send|seuraava|lähetä)$/i.test(text))
    if (sight.kind !== 'question' && sight.kind !== 'list') return vague
    const [last] = findAll(find(sight.page.root, '#rf-form'), '.rf-actions').flatMap((place) =>
      findAll(place, 'button'),
    )
    const text = last === undefined ? '' : textOf(last)
    const known: readonly string[] = [words.continue, words.checkAnswers, words.save]
    return known.includes(text) ? vague : [text]
  })
})

it('8: every page of questions has a real Back link before the main part', () => {
  expectNothing(sights.filter(isOf('question', 'list')), (sight) => {
    const order = elementsOf(sight.page.root)
    const [back] = findAll(sight.page.root, '.rf-back')
    const [href = ''] = backLinks(sight.page)
    const isBefore = back !== undefined && order.indexOf(back) < order.indexOf(main(sight))
    return isBefore && href.startsWith('/') && sight.reached.get(href) === 200 ? [] : [href]
  })
})

it('11: numbers are texts with a keyboard of digits, unless they may be negative', () => {
  expectNothing(sights, (sight) =>
    inputsOf(sight)
      .filter(({ attributes }) => attributes.type === 'number')
      .map(({ attributes }) => attributes.id),
  )
  const numbers = ['integer', 'decimal', 'quantity']
  const withNumbers = sights.filter(({ fields }) => fields.some(({ type }) => numbers.includes(type)))
  expectNothing(withNumbers, (sight) =>
    sight.fields
      .filter(({ type }) => numbers.includes(type))
      .filter((field) => {
        const [input] = inputsOfField(sight, field)
        const mode = field.type === 'integer' ? 'numeric' : 'decimal'
        const expected = typeof field.min === 'number' && field.min >= 0 ? mode : undefined
        return input?.attributes.type !== 'text' || input.attributes.inputmode !== expected
      })
      .map(({ id }) => id),
  )
})

it('12: a date is three texts in a fieldset; one of birth says so', () => {
  const withDates = sights.filter(({ fields }) => fields.some(({ type }) => type === 'date'))
  expectNothing(withDates, (sight) =>
    sight.fields
      .filter(({ type }) => type === 'date')
      .filter((field) => {
        const set = findAll(main(sight), 'fieldset').find((each) =>
          findAll(each, 'input').some(({ attributes }) => attributes.name === `${field.id}-day`),
        )
        const parts = set === undefined ? [] : findAll(set, 'input')
        const birth = field.autocomplete === 'bday'
        const found = parts.map(({ attributes }) => [
          attributes.name,
          attributes.type,
          attributes.autocomplete,
        ])
        const expected = ['day', 'month', 'year'].map((part) => [
          `${field.id}-${part}`,
          'text',
          birth ? `bday-${part}` : undefined,
        ])
        return JSON.stringify(found) !== JSON.stringify(expected)
      })
      .map(({ id }) => id),
  )
  expect(withDates.flatMap(({ fields }) => fields).map(({ autocomplete }) => autocomplete)).toContain('bday')
})

it('13: what is asked about the person carries its purpose, and names are not spell-checked', () => {
  const purposes = [
    'name',
    'email',
    'tel',
    'street-address',
    'postal-code',
    'country-name',
    'organization',
    'bday',
  ]
  const asked = sights.filter(isOf('question'))
  expectNothing(asked, (sight) =>
    inputsOf(sight)
      .map(({ attributes }) => attributes.autocomplete)
      .filter(
        (token) =>
          token !== undefined && !purposes.includes(token.replace(/^bday-(day|month|year)$/, 'bday')),
      ),
  )
  const expected: Readonly<Record<string, string>> = {
    full_name: 'name',
    email: 'email',
    phone: 'tel',
    born: 'bday-day',
  }
  const personal = asked.filter(({ fields }) => fields.some(({ id }) => id in expected))
  expectNothing(personal, (sight) =>
    sight.fields
      .filter(({ id }) => id in expected)
      .filter((field) => {
        const { autocomplete, spellcheck } = inputsOfField(sight, field)[0]?.attributes ?? {}
        return autocomplete !== expected[field.id] || (field.id !== 'born' && spellcheck !== 'false')
      })
      .map(({ id }) => id),
  )
  const found = new Set(personal.flatMap(({ fields }) => fields.map(({ id }) => id)))
  expect(Object.keys(expected).filter((id) => !found.has(id))).toEqual([])
})

it('17: a choice is a select only where it is long or its author says so', () => {
  expectNothing(sights, (sight) => [
    ...sight.fields
      .filter(({ type, widget, options }) => type === 'choice' && widget !== 'select' && options.length <= 15)
      .filter((field) => inputsOfField(sight, field).some(({ tag }) => tag === 'select'))
      .map(({ id }) => id),
    ...elementsOf(sight.page.root)
      .map(({ attributes }) => attributes.role)
      .filter((role) => ['listbox', 'combobox', 'option'].includes(role ?? '')),
  ])
})

it('18: an error summary stands first in the main part, with one link per error', () => {
  expectNothing(sights.filter(isWrong), (sight) => {
    const [summary] = elementsOf(main(sight))
    if (summary?.attributes.class !== 'rf-summary') return ['the summary is not first']
    const alert = findAll(summary, ({ attributes }) => attributes.role === 'alert')
    const heading = alert.flatMap((place) => findAll(place, 'h2')).map(textOf)
    const links = summaryLinks(sight.page)
    const errors = findAll(main(sight), '.rf-error')
    const count = sight.kind === 'list' ? 1 : errors.length
    return [
      ...(alert.length === 1 ? [] : ['role="alert" is missing']),
      ...(heading.join() === wordsOf(sight).errorHeading ? [] : [heading.join()]),
      ...(links.length === count && count > 0 ? [] : [`${links.length} links, ${count} errors`]),
    ]
  })
  expectNothing(
    sights.filter((sight) => !isWrong(sight)),
    (sight) => summaryLinks(sight.page),
  )
})

it('20: every link of the summary leads to the field that is wrong, or to a page', () => {
  expectNothing(sights.filter(isWrong), (sight) =>
    summaryLinks(sight.page).filter((href) => {
      if (!href.startsWith('#')) return sight.reached.get(href) !== 200
      const [target, ...others] = elementsOf(sight.page.root).filter(
        ({ attributes }) => `#${attributes.id}` === href,
      )
      return target === undefined || others.length > 0 || !inputsOf(sight).includes(target)
    }),
  )
})

it('21: the summary says what stands beside the field, and the field is marked as wrong', () => {
  const wrong = sights.filter((sight) => isWrong(sight) && sight.kind !== 'list')
  expectNothing(wrong, (sight) => {
    const prefix = wordsOf(sight).errorPrefix
    const beside = findAll(main(sight), '.rf-error').map((error) => textOf(error).replace(prefix, ''))
    const summary = find(main(sight), '.rf-summary')
    const said = findAll(summary, 'a').map(textOf)
    const unmarked = summaryLinks(sight.page).filter(
      (href) =>
        find(main(sight), ({ attributes }) => `#${attributes.id}` === href).attributes['aria-invalid'] !==
        'true',
    )
    return [...(said.join('|') === beside.join('|') ? [] : [`${said} – ${beside}`]), ...unmarked]
  })
  expectNothing(
    sights.filter((sight) => !isWrong(sight)),
    (sight) =>
      inputsOf(sight)
        .filter(({ attributes }) => 'aria-invalid' in attributes)
        .map(({ attributes }) => attributes.id),
  )
})

it('22: the title says that there is an error, and only then', () => {
  expectNothing(sights, (sight) => {
    const start = wordsOf(sight).errorTitle('')
    return sight.page.title.startsWith(start) === isWrong(sight) ? [] : [sight.page.title]
  })
})

it('23: everything that was typed comes back, and a file that was not taken is named', () => {
  const typed = sights.filter(({ posted }) => Object.keys(posted).length > 0)
  expectNothing(typed, (sight) =>
    Object.entries(sight.posted).filter(([name, given]) => {
      const values = [given].flat()
      const [first] = values
      if (typeof first !== 'string') return !textOf(main(sight)).includes(first?.name ?? '')
      const inputs = inputsOf(sight).filter(({ attributes }) => attributes.name === name)
      const chosen = inputs.filter(({ attributes }) => 'checked' in attributes)
      const isList = inputs.some(({ attributes }) => ['radio', 'checkbox'].includes(attributes.type ?? ''))
      // What is no option of a list cannot come back.
      const offered = inputs.map(({ attributes }) => attributes.value)
      if (isList) {
        const back = chosen.map(({ attributes }) => attributes.value)
        return values.filter((value) => offered.includes(value as string)).join() !== back.join()
      }
      const shown = inputs.map((input) => shownIn(input))
      return shown[0] !== first
    }),
  )
})

function shownIn(input: Element): string {
  if (input.tag === 'textarea') return textOf(input)
  if (input.tag !== 'select') return input.attributes.value ?? ''
  return findAll(input, ({ attributes }) => 'selected' in attributes)[0]?.attributes.value ?? ''
}

it('25: what cannot be taken is answered with 422 and the page, everything else with 200', () => {
  expectNothing(sights, (sight) => {
    const expected = isWrong(sight) ? 422 : sight.name.endsWith('/nothing') ? 404 : 200
    const isWhole = sight.page.status === expected && textOf(main(sight)).trim() !== ''
    return isWhole ? [] : [sight.page.status]
  })
})

it('41: the check page lists every question that is asked, with its answer and a Change link that names it', () => {
  for (const { sights: seen } of walks) {
    const wasAsked = seen.filter(({ kind, state }) => kind === 'question' && state === 'filled')
    const asked = wasAsked.flatMap(({ fields }) => fields)
    const checks = seen.filter(({ kind, state }) => kind === 'check' && state !== 'gaps')
    expectNothing(checks, (sight) => {
      const labels = rowsOf(sight).map(({ label }) => label)
      const missing = asked
        .map(({ short, label }) => short ?? label)
        .filter((label) => !labels.includes(label))
      return missing
    })
  }
  expectNothing(sights.filter(isOf('check')), (sight) => {
    const words = wordsOf(sight)
    return rowsOf(sight)
      .filter(({ label, answer, link, hidden, isGap }) => {
        const act = isGap ? words.answer : words.change
        return answer === '' || !link.startsWith('/s/') || hidden !== ` ${label}` || act === ''
      })
      .map(({ label }) => label)
  })
  // Of the one that can be left out, and of the one that cannot.
  const gaps = sights.filter(({ state }) => state === 'gaps').flatMap((sight) => rowsOf(sight))
  const said = new Set(gaps.map(({ answer }) => answer))
  expect([...said]).toEqual(
    expect.arrayContaining(['Not provided', 'Still missing', 'Ei annettu', 'Puuttuu vielä']),
  )
})

function rowsOf(sight: Sight) {
  return findAll(main(sight), 'dl')
    .flatMap((list) => findAll(list, '.rf-row'))
    .map((row) => {
      const [answer] = findAll(row, 'dd')
      const [link] = findAll(row, '.rf-change').flatMap((place) => findAll(place, 'a'))
      return {
        label: findAll(row, 'dt')
          .map((name) => textOf(name).replace(/ \(\p{L}+\)$/u, ''))
          .join(),
        answer: answer === undefined ? '' : textOf(answer),
        isGap: (row.attributes.class ?? '').includes('rf-gap'),
        link: link?.attributes.href ?? '',
        hidden: link === undefined ? '' : findAll(link, '.rf-vh').map(textOf).join(),
      }
    })
}

it('64: what htmx sends works without it: forms have action and method, links a href', () => {
  expectNothing(sights, (sight) => [
    ...findAll(sight.page.root, 'form')
      .filter(
        ({ attributes }) =>
          !attributes.action?.startsWith('/') ||
          attributes.method !== 'post' ||
          (attributes['hx-post'] ?? attributes.action) !== attributes.action,
      )
      .map(({ attributes }) => attributes.action),
    ...findAll(sight.page.root, 'a')
      .filter(({ attributes }) => !/^(\/|#rf-|tel:)/.test(attributes.href ?? ''))
      .map(textOf),
    ...findAll(sight.page.root, tagsOf('input', 'select', 'textarea', 'button'))
      .filter(({ attributes }) => 'hx-post' in attributes || 'hx-get' in attributes)
      .map(({ attributes }) => attributes.id),
  ])
})

it('71: help stands in the same place on every page', () => {
  expectNothing(sights, ({ page }) => {
    const frame = find(page.root, '#rf-page')
    const last = frame.children.at(-1)
    if (typeof last !== 'object' || last.tag !== 'footer') return ['the foot is not last']
    const [help] = last.children
    return typeof help === 'object' && findAll(help, 'a')[0]?.attributes.href === 'tel:+441632960018'
      ? []
      : [textOf(last)]
  })
})

it('73: progress is a number in words that goes up by one, whatever was opened on the way', () => {
  for (const { sights: seen } of walks) {
    const pages = seen.filter(isOf('question', 'list'))
    const numbered = pages.map((sight) => {
      const folio = find(main(sight), '.rf-folio')
      const number = Number(/\d+/.exec(textOf(folio))?.[0])
      expect(textOf(folio).startsWith(wordsOf(sight).questionNumber(number)), sight.name).toBe(true)
      return number
    })
    const inOrder = numbered.filter((_, index) => !pages[index]?.page.path.includes('from=check'))
    const steps = inOrder.map((number, index) => number - (inOrder[index - 1] ?? 0))
    expect(steps.filter((step) => step !== 0 && step !== 1)).toEqual([])
    expect(inOrder[0]).toBe(1)
  }
  expectNothing(sights, ({ page }) =>
    elementsOf(page.root)
      .filter(
        ({ tag, attributes }) => tag === 'progress' || tag === 'meter' || attributes.role === 'progressbar',
      )
      .map(({ tag }) => tag),
  )
  expectNothing(sights.filter(isOf('question', 'list')), (sight) => textOf(main(sight)).match(/\d\s?%/) ?? [])
})

it('74: every id carries the prefix and stands once', () => {
  expectNothing(sights, ({ page }) => {
    const ids = elementsOf(page.root).flatMap(({ attributes }) => attributes.id ?? [])
    return ids.filter((id, index) => !id.startsWith('rf-') || ids.indexOf(id) !== index)
  })
})

it('77: no page has an inline script, style or handler, and its policy allows none', () => {
  expectNothing(sights, ({ page }) => {
    const policy = page.response.headers.get('content-security-policy') ?? ''
    const inline = elementsOf(page.root).filter(
      ({ tag, attributes, children }) =>
        tag === 'style' ||
        (tag === 'script' && (children.length > 0 || !attributes.src?.startsWith('/assets/'))) ||
        Object.keys(attributes).some((name) => name === 'style' || /^(on|hx-on)/.test(name)),
    )
    const isStrict = /script-src 'self'(;|$)/.test(policy) && !policy.includes('unsafe')
    return [...inline.map(({ tag }) => tag), ...(isStrict ? [] : [policy])]
  })
})
