import { scryptSync } from 'node:crypto'
import { createVisitor, type Form, type Page, type Visitor } from './page.js'
import { type Stage, type StageOptions, stage } from './stage.js'

export const PASSWORD = 'four words and more'

/** As `recapflow hash-password` prints it, but eight times cheaper to verify. */
export const PASSWORD_HASH = [
  'scrypt',
  14,
  8,
  1,
  Buffer.alloc(16).toString('base64url'),
  scryptSync(PASSWORD, Buffer.alloc(16), 32, { N: 2 ** 14, r: 8, p: 1 }).toString('base64url'),
].join(':')

export interface OwnerStage extends Stage {
  /** Another browser, which is not signed in yet. */
  readonly owner: Visitor
  signIn(to?: string): Promise<Page>
}

/** The standalone app with a password for the owner's pages. */
export function ownerStage({ environment = {}, ...options }: StageOptions = {}): OwnerStage {
  const set = stage({
    isStandalone: true,
    timeZone: 'UTC',
    ...options,
    environment: { OWNER_PASSWORD_HASH: PASSWORD_HASH, ...environment },
  })
  const owner = createVisitor(set.app)
  return {
    ...set,
    owner,
    signIn: (to = '/responses') => owner.submit('/responses/sign-in', { password: PASSWORD, to }),
  }
}

/** What the form of a page would send to sign in. */
export function signInForm(password: string): Form {
  return { password, to: '/responses' }
}
