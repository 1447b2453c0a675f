import type { OwnerEvent, OwnerSignIn, OwnerStore } from '../owner/owner-store.js'

/** Most events that are remembered; the oldest are forgotten first. */
const MAX_EVENTS = 10_000

export function createMemoryOwnerStore(): OwnerStore {
  let hash: string | undefined
  const signIns = new Map<string, OwnerSignIn>()
  const events: OwnerEvent[] = []
  return {
    passwordHash: async () => hash,
    async replacePassword(next) {
      hash = next
      signIns.clear()
    },
    async addSignIn(signIn) {
      signIns.set(signIn.keyHash, signIn)
    },
    findSignIn: async (keyHash) => signIns.get(keyHash),
    async touchSignIn(keyHash, seenAt) {
      const signIn = signIns.get(keyHash)
      if (signIn !== undefined) signIns.set(keyHash, { ...signIn, seenAt })
    },
    async deleteSignIn(keyHash) {
      signIns.delete(keyHash)
    },
    async deleteSignIns({ signedInAt, seenAt }) {
      for (const [key, signIn] of signIns) {
        if (signIn.signedInAt < signedInAt || signIn.seenAt < seenAt) signIns.delete(key)
      }
    },
    async record(event) {
      events.push(event)
      if (events.length > MAX_EVENTS) events.shift()
    },
    events: async (limit) => events.slice(-limit).reverse(),
  }
}
