/** Begins every id on our pages. */
export const PREFIX = 'rf'
