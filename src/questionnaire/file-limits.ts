/** As the file lists of people's devices count: 1,024 kilobytes of 1,024 bytes. */
export const MEGABYTE = 1024 * 1024
/** Most files of one session, and so of one question. */
export const MAX_FILES = 10
/** Most bytes of all files of one session, and so of one file. */
export const MAX_BYTES = 20 * MEGABYTE
