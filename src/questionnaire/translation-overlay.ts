import { readYaml } from '../yaml/read-yaml.js'
import { SchemaMapping } from './schema-mapping.js'

/** A file beside `schema.yaml` with its texts in one more language: `<id>.<language>.yaml`. */
export interface TranslationFile {
  /** Names the file in messages. */
  readonly file: string
  /** As it stands in the file's name. */
  readonly language: string
  readonly text: string
}

/** The texts of one language, wherever they stand. */
export interface TranslationOverlay {
  /** BCP 47 tag. */
  readonly language: string
  readonly mapping: SchemaMapping
}

/**
 * The translations that stand in a questionnaire file and in the files beside it, one for each language. What is
 * wrong with a file beside it is added to the problems of the questionnaire.
 *
 * @param own the language that the questionnaire itself is in.
 */
export function readOverlays(
  mapping: SchemaMapping,
  own: string,
  files: readonly TranslationFile[],
): TranslationOverlay[] {
  const overlays: TranslationOverlay[] = []
  const inFile = mapping.mapping('translations', '"translations"')
  for (const name of Object.keys(inFile?.value ?? {})) {
    const overlay = inFile?.mapping(name, `translation "${name}"`)
    const language = canonical(name)
    if (overlay === undefined) continue
    const mistake = mistakeIn(name, language, own, overlays)
    if (mistake !== undefined) inFile?.report(mistake, name, { part: 'key' })
    else if (language !== undefined) overlays.push({ language, mapping: overlay })
  }
  for (const { file, language: name, text } of files) {
    const yaml = readYaml(text, file, 'core')
    mapping.problems.push(...yaml.problems)
    if (yaml.problems.length > 0) continue
    const overlay = new SchemaMapping(yaml, mapping.problems, [], yaml.value, `translation "${name}"`)
    const language = canonical(name)
    const mistake = mistakeIn(name, language, own, overlays)
    if (mistake !== undefined) overlay.report(mistake)
    else if (language !== undefined) overlays.push({ language, mapping: overlay })
  }
  return overlays
}

function mistakeIn(
  name: string,
  language: string | undefined,
  own: string,
  earlier: readonly TranslationOverlay[],
): string | undefined {
  if (language === undefined) return `"${name}" is no language tag, such as fi or pt-BR.`
  if (language === own) return `The file is in "${name}" already. Remove this translation.`
  const found = earlier.find((overlay) => overlay.language === language)
  return (
    found && `There is a translation "${name}" in ${found.mapping.file.file} already. Keep one of the two.`
  )
}

function canonical(name: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(name)[0]
  } catch {
    return undefined
  }
}

/**
 * One text that says all that the files say, for keeping beside a session: the file as it is, where all stands in
 * it; else the same as JSON, which is YAML too, with each translation in its place.
 */
export function wholeText(
  text: string,
  mapping: SchemaMapping,
  overlays: readonly TranslationOverlay[],
): string {
  if (overlays.every((overlay) => overlay.mapping.file === mapping.file)) return text
  const translations = Object.fromEntries(
    overlays.map((overlay) => [overlay.language, overlay.mapping.value]),
  )
  return JSON.stringify({ ...mapping.value, translations })
}
