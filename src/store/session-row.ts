import { referenceOf, type Session } from '../session/session.js'
import type { SessionRow } from './tables.js'

export function sessionRow(session: Session): SessionRow {
  return {
    id: session.id,
    reference: plainReference(session.id),
    questionnaire: session.questionnaire,
    schema_hash: session.schemaHash,
    language: session.language,
    key_hash: session.keyHash ?? null,
    user: session.user ?? null,
    answers: JSON.stringify(session.answers),
    drafts: JSON.stringify(session.drafts),
    alerts: JSON.stringify(session.alerts),
    probes: JSON.stringify(session.probes),
    replies: session.replies,
    outgoing: JSON.stringify(session.outgoing),
    version: session.version,
    created_at: session.createdAt,
    updated_at: session.updatedAt,
    confirmed_at: session.confirmedAt ?? null,
    expires_at: session.expiresAt ?? null,
  }
}

export function sessionOf(row: SessionRow): Session {
  return {
    id: row.id,
    questionnaire: row.questionnaire,
    schemaHash: row.schema_hash,
    language: row.language,
    keyHash: row.key_hash ?? undefined,
    user: row.user ?? undefined,
    answers: JSON.parse(row.answers) as Session['answers'],
    drafts: JSON.parse(row.drafts) as Session['drafts'],
    alerts: JSON.parse(row.alerts) as Session['alerts'],
    probes: JSON.parse(row.probes) as Session['probes'],
    replies: row.replies,
    outgoing: JSON.parse(row.outgoing) as Session['outgoing'],
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    confirmedAt: row.confirmed_at ?? undefined,
    expiresAt: row.expires_at ?? undefined,
  }
}

/** The reference number without its dashes, as it is looked up. */
export function plainReference(sessionId: string): string {
  return referenceOf(sessionId).replaceAll('-', '')
}
