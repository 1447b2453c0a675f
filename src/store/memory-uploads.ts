import type { Upload, UploadStore } from '../session/upload-store.js'

/** The files of sessions in this process. */
export function createMemoryUploads(): UploadStore & { deleteSession(sessionId: string): void } {
  const uploads = new Map<string, { upload: Upload; content: Uint8Array }>()
  const of = (sessionId: string, ids: readonly string[]) =>
    [...uploads.values()].filter(({ upload }) => upload.sessionId === sessionId && ids.includes(upload.id))

  return {
    async add(upload, content) {
      if (uploads.has(upload.id)) throw new Error(`There is an upload ${upload.id} already.`)
      uploads.set(upload.id, structuredClone({ upload, content }))
    },
    list: async (sessionId) =>
      [...uploads.values()]
        .map(({ upload }) => upload)
        .filter((upload) => upload.sessionId === sessionId)
        .sort((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? -1 : 1)),
    find: async (sessionId, id) => structuredClone(of(sessionId, [id])[0]),
    async attach(sessionId, ids) {
      for (const one of of(sessionId, ids)) one.upload = { ...one.upload, isAttached: true }
    },
    async delete(sessionId, ids) {
      for (const { upload } of of(sessionId, ids)) uploads.delete(upload.id)
    },
    async deleteUnattached(until) {
      for (const { upload } of [...uploads.values()])
        if (!upload.isAttached && upload.createdAt <= until) uploads.delete(upload.id)
    },
    deleteSession(sessionId) {
      for (const { upload } of [...uploads.values()])
        if (upload.sessionId === sessionId) uploads.delete(upload.id)
    },
  }
}
