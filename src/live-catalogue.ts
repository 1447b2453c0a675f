import type { Catalogue } from './load-catalogue.js'

export interface LiveCatalogue extends Catalogue {
  /** Reads all files anew. @throws what reading throws; then everything stays as it was. */
  reload(): void
  /** Counts the readings. */
  readonly revision: number
}

/** A catalogue that can be read again while it is in use: whoever asks gets what is right now. */
export function createLiveCatalogue(load: () => Catalogue): LiveCatalogue {
  let now = load()
  let revision = 1
  return {
    reload() {
      now = load()
      revision += 1
    },
    get revision() {
      return revision
    },
    get folder() {
      return now.folder
    },
    get entries() {
      return now.entries
    },
    get conversations() {
      return now.conversations
    },
    get defaultFlow() {
      return now.defaultFlow
    },
    get contacts() {
      return now.contacts
    },
    get warnings() {
      return now.warnings
    },
    get hasPlaceholderContacts() {
      return now.hasPlaceholderContacts
    },
  }
}
