// @ts-check
/** Made-up answers to the three shipped questionnaires, as people would give them. */

/** The same numbers for the same seed, from 0 to 1. @param {number} seed */
export function randomFrom(seed) {
  let state = seed
  return () => {
    // A step of a linear congruential generator: good enough to spread answers.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** @typedef {() => number} Random */

/** @template T @param {Random} random @param {readonly T[]} values @returns {T} */
const one = (random, values) => /** @type {T} */ (values[Math.floor(random() * values.length)])

/** @param {Random} random @param {number} least @param {number} most */
const whole = (random, least, most) => least + Math.floor(random() * (most - least + 1))

const words =
  'since last winter my left knee hurts on the stairs and in the evening after work it gets worse when I walk far'.split(
    ' ',
  )

/** @param {Random} random @param {number} count */
const sentence = (random, count) => `${Array.from({ length: count }, () => one(random, words)).join(' ')}.`

/** @param {Random} random */
function mood(random) {
  const items = ['interest', 'low_mood', 'sleep', 'energy', 'appetite', 'self_view', 'focus', 'pace']
  const answers = Object.fromEntries(items.map((id) => [id, whole(random, 0, 3)]))
  return {
    ...answers,
    self_harm: random() < 0.1 ? 1 : 0,
    impact: one(random, ['none', 'some', 'much', 'extreme']),
    ...(random() < 0.5 ? { in_own_words: sentence(random, 30) } : {}),
  }
}

/** @param {Random} random */
function request(random) {
  const isBlocked = random() < 0.3
  return {
    email: `person${whole(random, 1, 9999)}@example.org`,
    role: random() < 0.1 ? { other: 'Teacher' } : one(random, ['Developer', 'Designer', 'Support']),
    title: sentence(random, 5),
    problem: sentence(random, 40),
    frequency: whole(random, 1, 4),
    reach: whole(random, 1, 400),
    blocked: isBlocked,
    ...(isBlocked ? { deadline: '2027-01-31' } : {}),
    solution: sentence(random, 25),
    done_when: Array.from({ length: whole(random, 1, 4) }, () => sentence(random, 8)),
  }
}

/** @param {Random} random */
function clinic(random) {
  const symptoms = random() < 0.5 ? ['fever', 'cough'] : ['none']
  const takesMedicines = random() < 0.6
  const isAllergic = random() < 0.3
  return {
    full_name: `Maren Marker ${whole(random, 1, 9999)}`,
    born: `${whole(random, 1940, 2010)}-0${whole(random, 1, 9)}-1${whole(random, 0, 9)}`,
    contact_by: ['text_message', 'letter'],
    reason: sentence(random, 40),
    symptoms,
    pregnant: one(random, ['yes', 'no', 'unsure']),
    ...(symptoms[0] === 'fever' ? { temperature: 36 + whole(random, 0, 45) / 10 } : {}),
    takes_medicines: takesMedicines,
    ...(takesMedicines
      ? {
          medicines: Array.from({ length: whole(random, 1, 5) }, (_, index) => ({
            _id: `m${index}`,
            medicine: one(random, ['Ibuprofen', 'Metformin', 'Ramipril']),
            strength: { value: one(random, [5, 10, 200, 400, 600]), unit: one(random, ['mg', 'ml']) },
            schedule: one(random, ['Once a day', 'Twice a day']),
          })),
        }
      : {}),
    allergy: isAllergic ? 'yes' : 'no',
    ...(isAllergic ? { allergies: [{ _id: 'a0', substance: 'Nuts', reaction: ['Rash', 'Swelling'] }] } : {}),
    smoking: one(random, ['never', 'former', 'up_to_ten', 'more_than_ten']),
    consent: true,
  }
}

/** By the name of the questionnaire. @type {Readonly<Record<string, (random: Random) => Record<string, unknown>>>} */
export const answersOf = { 'mood-check': mood, 'feature-request': request, 'clinic-intake': clinic }
