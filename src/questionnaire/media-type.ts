/** A kind of file that a question can take. */
export interface MediaType {
  /** Its name under `accept`. */
  readonly type: string
  /** How people call it. */
  readonly name: string
  /** Of a file of this kind, without a dot. */
  readonly extension: string
  /** Its content tells nothing: it is whatever looks like text, and is given back as bytes. */
  readonly isPlainText?: true
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument'

/**
 * Every kind that can be taken: those that can be told by their content, and plain text. What a browser would run,
 * such as HTML and SVG, is not among them.
 */
export const MEDIA_TYPES: readonly MediaType[] = [
  { type: 'image/png', name: 'PNG', extension: 'png' },
  { type: 'image/jpeg', name: 'JPEG', extension: 'jpg' },
  { type: 'image/gif', name: 'GIF', extension: 'gif' },
  { type: 'image/webp', name: 'WebP', extension: 'webp' },
  { type: 'image/heic', name: 'HEIC', extension: 'heic' },
  { type: 'image/avif', name: 'AVIF', extension: 'avif' },
  { type: 'image/tiff', name: 'TIFF', extension: 'tif' },
  { type: 'application/pdf', name: 'PDF', extension: 'pdf' },
  { type: `${OFFICE}.wordprocessingml.document`, name: 'Word', extension: 'docx' },
  { type: `${OFFICE}.spreadsheetml.sheet`, name: 'Excel', extension: 'xlsx' },
  { type: `${OFFICE}.presentationml.presentation`, name: 'PowerPoint', extension: 'pptx' },
  { type: `${OPEN_DOCUMENT}.text`, name: 'ODT', extension: 'odt' },
  { type: `${OPEN_DOCUMENT}.spreadsheet`, name: 'ODS', extension: 'ods' },
  { type: 'application/rtf', name: 'RTF', extension: 'rtf' },
  { type: 'application/zip', name: 'ZIP', extension: 'zip' },
  { type: 'audio/mpeg', name: 'MP3', extension: 'mp3' },
  { type: 'audio/wav', name: 'WAV', extension: 'wav' },
  { type: 'audio/ogg', name: 'Ogg', extension: 'ogg' },
  { type: 'video/mp4', name: 'MP4', extension: 'mp4' },
  { type: 'video/webm', name: 'WebM', extension: 'webm' },
  { type: 'video/quicktime', name: 'QuickTime', extension: 'mov' },
  { type: 'text/plain', name: 'text', extension: 'txt', isPlainText: true },
  { type: 'text/csv', name: 'CSV', extension: 'csv', isPlainText: true },
]

/** What a file is kept as whose kind its content does not tell. */
export const UNTOLD_TYPE = 'application/octet-stream'

export function mediaType(type: string): MediaType | undefined {
  return MEDIA_TYPES.find((candidate) => candidate.type === type)
}
