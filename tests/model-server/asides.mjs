// @ts-check

/** @typedef {import('./behaviour.mjs').Behaviour} Behaviour */
/** @typedef {'trace' | 'probe' | 'corrections'} Aside */

/** What the app asks a model beside the text of a recap or a conversation, by how its prompt begins. */
const PROMPTS = /** @type {const} */ ({
  trace: "A summary was written from a person's answers",
  probe: 'A person is filling in a questionnaire. You look at one answer',
  corrections: 'A person has filled in a questionnaire, has read their answers once more',
})

/** Answers that change nothing: nothing is traced, asked or corrected. */
/** @type {Record<Aside, Behaviour>} */
export const QUIET = {
  trace: { text: '{"sources": [], "courtesies": []}' },
  probe: { text: 'OK' },
  corrections: { text: '{"changes": [], "unplaced": []}' },
}

/**
 * @param {any} body A request to `/chat/completions`.
 * @returns {Aside | undefined}
 */
export function asideOf(body) {
  const system = body?.messages?.find?.((/** @type {any} */ message) => message?.role === 'system')?.content
  if (typeof system !== 'string') return undefined
  return /** @type {Aside[]} */ (Object.keys(PROMPTS)).find((kind) => system.startsWith(PROMPTS[kind]))
}
