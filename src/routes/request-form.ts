import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { FormValues } from '../questionnaire/read-form.js'

/**
 * The posted fields: every value of every name, files left out.
 *
 * @throws HTTPException 400 for a body that is not what its type says.
 */
export async function requestForm(c: Context): Promise<FormValues> {
  const body = await c.req.parseBody({ all: true }).catch((error: unknown) => {
    throw new HTTPException(400, { cause: error })
  })
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      [value].flat().filter((item): item is string => typeof item === 'string'),
    ]),
  )
}
