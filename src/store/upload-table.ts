import type { Kysely } from 'kysely'
import type { Upload, UploadStore } from '../session/upload-store.js'
import type { Tables, UploadRow } from './tables.js'

const COLUMNS = ['id', 'session_id', 'name', 'type', 'size', 'hash', 'attached', 'created_at'] as const

/** The contents stand beside the rest: they are read one at a time. */
export function createUploadStore(database: Kysely<Tables>): UploadStore {
  return {
    async add(upload, content) {
      await database
        .insertInto('upload')
        .values({
          id: upload.id,
          session_id: upload.sessionId,
          name: upload.name,
          type: upload.type,
          size: upload.size,
          hash: upload.hash,
          attached: upload.isAttached ? 1 : 0,
          created_at: upload.createdAt,
          content,
        })
        .execute()
    },
    async list(sessionId) {
      const rows = await database
        .selectFrom('upload')
        .select(COLUMNS)
        .where('session_id', '=', sessionId)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(uploadOf)
    },
    async find(sessionId, id) {
      const row = await database
        .selectFrom('upload')
        .selectAll()
        .where('session_id', '=', sessionId)
        .where('id', '=', id)
        .executeTakeFirst()
      return row && { upload: uploadOf(row), content: row.content }
    },
    async attach(sessionId, ids) {
      if (ids.length === 0) return
      await database
        .updateTable('upload')
        .set({ attached: 1 })
        .where('session_id', '=', sessionId)
        .where('id', 'in', ids)
        .execute()
    },
    async delete(sessionId, ids) {
      if (ids.length === 0) return
      await database.deleteFrom('upload').where('session_id', '=', sessionId).where('id', 'in', ids).execute()
    },
    async deleteUnattached(until) {
      await database.deleteFrom('upload').where('attached', '=', 0).where('created_at', '<=', until).execute()
    },
  }
}

function uploadOf(row: Omit<UploadRow, 'content'>): Upload {
  return {
    id: row.id,
    sessionId: row.session_id,
    name: row.name,
    type: row.type,
    size: row.size,
    hash: row.hash,
    isAttached: row.attached === 1,
    createdAt: row.created_at,
  }
}
