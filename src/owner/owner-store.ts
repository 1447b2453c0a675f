/** Somebody who gave the owner's password and has not signed out. Times are ISO 8601. */
export interface OwnerSignIn {
  /** SHA-256 of the cookie's key. */
  readonly keyHash: string
  readonly signedInAt: string
  /** When a page was last asked for, to the minute. */
  readonly seenAt: string
}

/** Something that was done on the owner's pages, for the record. No answers are in it. */
export interface OwnerEvent {
  /** ISO 8601. */
  readonly at: string
  readonly kind: 'signed-in' | 'refused' | 'signed-out' | 'exported' | 'deleted'
  /** The network a sign-in came from, the reference of a response, the name of a file. */
  readonly detail: string
}

/** Keeps who is signed in as the owner. */
export interface OwnerStore {
  /** The hash of the password that the present sign-ins were made with. */
  passwordHash(): Promise<string | undefined>
  /** Keeps another hash; every sign-in ends. */
  replacePassword(hash: string): Promise<void>
  addSignIn(signIn: OwnerSignIn): Promise<void>
  findSignIn(keyHash: string): Promise<OwnerSignIn | undefined>
  touchSignIn(keyHash: string, seenAt: string): Promise<void>
  deleteSignIn(keyHash: string): Promise<void>
  /** Deletes sign-ins from before a time, and those that were last seen before another. */
  deleteSignIns(before: { readonly signedInAt: string; readonly seenAt: string }): Promise<void>
  record(event: OwnerEvent): Promise<void>
  /** The newest first. */
  events(limit: number): Promise<OwnerEvent[]>
}
