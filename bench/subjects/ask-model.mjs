// @ts-check
/** The request that every subject sends to the model. */
export const question = {
  model: 'bench',
  messages: [{ role: 'user', content: 'Count.' }],
  stream: true,
}

export const headers = { 'content-type': 'application/json', authorization: 'Bearer none' }
