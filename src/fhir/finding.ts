/** `error`: the result cannot be used. `warning`: something was lost that matters. `note`: little was lost. */
export type Severity = 'error' | 'warning' | 'note'

/** Something that could not be carried over. */
export interface Finding {
  readonly severity: Severity
  /** The item; absent for the questionnaire as a whole. */
  readonly linkId?: string
  /** What was found, what became of it, and what to do. */
  readonly message: string
}

/** Findings as they are made. The same sentence about the same item counts once. */
export class Findings {
  readonly list: Finding[] = []
  private readonly told = new Set<string>()

  error(linkId: string | undefined, message: string): void {
    this.add('error', linkId, message)
  }

  warning(linkId: string | undefined, message: string): void {
    this.add('warning', linkId, message)
  }

  note(linkId: string | undefined, message: string): void {
    this.add('note', linkId, message)
  }

  hasErrorAt(linkId: string | undefined): boolean {
    return this.list.some((finding) => finding.severity === 'error' && finding.linkId === linkId)
  }

  private add(severity: Severity, linkId: string | undefined, message: string): void {
    const key = JSON.stringify([linkId, message])
    if (this.told.has(key)) return
    this.told.add(key)
    this.list.push({ severity, ...(linkId === undefined ? {} : { linkId }), message })
  }
}
