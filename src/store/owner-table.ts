import type { Kysely } from 'kysely'
import type { OwnerStore } from '../owner/owner-store.js'
import type { Tables } from './tables.js'

const OWNER = 'owner'

export function createOwnerStore(database: Kysely<Tables>): OwnerStore {
  return {
    async passwordHash() {
      const row = await database
        .selectFrom('owner')
        .select('password_hash')
        .where('id', '=', OWNER)
        .executeTakeFirst()
      return row?.password_hash
    },
    async replacePassword(hash) {
      // What was opened with the old one ends first, whatever is cut off here.
      await database.deleteFrom('owner_sign_in').execute()
      await database
        .insertInto('owner')
        .values({ id: OWNER, password_hash: hash })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ password_hash: hash }))
        .execute()
      await database.deleteFrom('owner_sign_in').execute()
    },
    async addSignIn({ keyHash, signedInAt, seenAt }) {
      await database
        .insertInto('owner_sign_in')
        .values({ key_hash: keyHash, signed_in_at: signedInAt, seen_at: seenAt })
        .execute()
    },
    async findSignIn(keyHash) {
      const row = await database
        .selectFrom('owner_sign_in')
        .selectAll()
        .where('key_hash', '=', keyHash)
        .executeTakeFirst()
      return row && { keyHash: row.key_hash, signedInAt: row.signed_in_at, seenAt: row.seen_at }
    },
    async touchSignIn(keyHash, seenAt) {
      await database
        .updateTable('owner_sign_in')
        .set({ seen_at: seenAt })
        .where('key_hash', '=', keyHash)
        .execute()
    },
    async deleteSignIn(keyHash) {
      await database.deleteFrom('owner_sign_in').where('key_hash', '=', keyHash).execute()
    },
    async deleteSignIns({ signedInAt, seenAt }) {
      await database
        .deleteFrom('owner_sign_in')
        .where((where) => where.or([where('signed_in_at', '<', signedInAt), where('seen_at', '<', seenAt)]))
        .execute()
    },
    async record({ at, kind, detail }) {
      await database.insertInto('owner_event').values({ at, kind, detail }).execute()
    },
    events: (limit) =>
      database
        .selectFrom('owner_event')
        .select(['at', 'kind', 'detail'])
        .orderBy('position', 'desc')
        .limit(limit)
        .execute(),
  }
}
