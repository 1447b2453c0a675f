import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { FormValues } from '../questionnaire/read-form.js'
import { createHeldBytes } from './held-bytes.js'
import { type FileLimits, type SentForm, withMultipart } from './multipart-form.js'

/**
 * The posted fields: every value of every name, files left out.
 *
 * @throws HTTPException 400 for a body that is not what its type says, 413 for one that is too large.
 */
export function requestForm(c: Context): Promise<FormValues> {
  return withRequestForm(c, { limits: new Map(), held: createHeldBytes(0) }, ({ values }) => values)
}

/**
 * The same with the files of the inputs in `limits`, which are held until `use` is done with them.
 *
 * @throws UnavailableError where too many files are being sent at once.
 */
export async function withRequestForm<Result>(
  c: Context,
  limits: FileLimits,
  use: (form: SentForm) => Promise<Result> | Result,
): Promise<Result> {
  if (isMultipart(c)) return withMultipart(c, limits, use)
  const body = await c.req.parseBody({ all: true }).catch((error: unknown) => {
    throw new HTTPException(400, { cause: error })
  })
  const values = Object.entries(body).map(([name, value]): [string, string[]] => [
    name,
    [value].flat().filter((item): item is string => typeof item === 'string'),
  ])
  return use({ values: Object.fromEntries(values), files: [] })
}

/** Whether the body is a form that may hold files. */
export function isMultipart(c: Context): boolean {
  return /^multipart\/form-data\b/i.test(c.req.header('content-type') ?? '')
}
