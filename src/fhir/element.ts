import { isMapping } from '../yaml/describe.js'

/**
 * One object of a FHIR resource in JSON, read key by key. The file may come from anywhere: a getter gives
 * `undefined`, or an empty list, where something else stands than the specification says.
 *
 * @see https://hl7.org/fhir/R4/json.html
 */
export class FhirElement {
  readonly value: Readonly<Record<string, unknown>>

  constructor(value: unknown) {
    this.value = isMapping(value) ? value : {}
  }

  has(key: string): boolean {
    return Object.hasOwn(this.value, key)
  }

  keys(): string[] {
    return Object.keys(this.value)
  }

  /** A text with anything but white space in it, trimmed. */
  text(key: string): string | undefined {
    const value = this.own(key)
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
  }

  flag(key: string): boolean | undefined {
    const value = this.own(key)
    return typeof value === 'boolean' ? value : undefined
  }

  number(key: string): number | undefined {
    const value = this.own(key)
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined
  }

  element(key: string): FhirElement | undefined {
    const value = this.own(key)
    return isMapping(value) ? new FhirElement(value) : undefined
  }

  elements(key: string): FhirElement[] {
    const value = this.own(key)
    return Array.isArray(value) ? value.filter(isMapping).map((item) => new FhirElement(item)) : []
  }

  extensions(...urls: readonly string[]): FhirElement[] {
    return this.elements('extension').filter((extension) => urls.includes(extension.text('url') ?? ''))
  }

  extension(...urls: readonly string[]): FhirElement | undefined {
    return this.extensions(...urls)[0]
  }

  /** The whole `value[x]`: its key, such as `valueInteger`, and what stands there. */
  choice(prefix: string): { readonly type: string; readonly value: unknown } | undefined {
    const key = this.keys().find(
      (name) => name.startsWith(prefix) && /^[A-Z]/.test(name.slice(prefix.length)),
    )
    return key === undefined ? undefined : { type: key.slice(prefix.length), value: this.value[key] }
  }

  private own(key: string): unknown {
    return Object.hasOwn(this.value, key) ? this.value[key] : undefined
  }
}
