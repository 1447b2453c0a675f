import { UsageError } from '../errors.js'

/**
 * Loads an optional package.
 *
 * @throws UsageError when it is not installed. `purpose` begins the sentence: "Storing in SQLite".
 */
export async function loadPackage<T>(
  importModule: () => Promise<T>,
  name: string,
  purpose: string,
): Promise<T> {
  try {
    return await importModule()
  } catch (error) {
    throw new UsageError(`${purpose} needs the package ${name}. Install it: npm install ${name}`, {
      cause: error,
    })
  }
}
