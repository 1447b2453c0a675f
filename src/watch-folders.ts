import { existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { dirname, join } from 'node:path'

/** Milliseconds of quiet after which a change counts: editors write a file in several steps. */
const QUIET = 100

export interface FolderWatch {
  close(): void
}

/**
 * Calls back after files in the folders have changed, come or gone, at any depth: once for changes that follow one
 * another quickly. Folders may come later, too. What begins with a dot, what editors write aside and `node_modules`
 * are left out.
 */
export function watchFolders(folders: readonly string[], onChange: () => void): FolderWatch {
  const watchers = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined

  /** Each folder is watched by itself: watching recursively is not to be had everywhere. */
  function lookAround(): void {
    const above = folders.map((folder) => dirname(folder)).filter((folder) => existsSync(folder))
    const wanted = new Set([...above, ...folders.flatMap(foldersIn)])
    for (const [path, watcher] of watchers) {
      if (wanted.has(path)) continue
      watcher.close()
      watchers.delete(path)
    }
    for (const path of wanted) {
      if (watchers.has(path)) continue
      const isOnlyAbove = !folders.some((folder) => path === folder || path.startsWith(join(folder, '/')))
      const names = isOnlyAbove ? folders.filter((folder) => dirname(folder) === path) : undefined
      try {
        const watcher = watch(path, (_event, name) => {
          if (name === null || (names === undefined ? isOurs(name) : names.includes(join(path, name)))) tell()
        })
        watcher.on('error', () => watcher.close())
        watchers.set(path, watcher)
      } catch {
        // It went between the look and the watch.
      }
    }
  }

  function tell(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      lookAround()
      onChange()
    }, QUIET)
  }

  lookAround()
  return {
    close() {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
      watchers.clear()
    },
  }
}

function isOurs(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules' && !/~$|\.(?:swp|swx|tmp|bak)$/.test(name)
}

/** The folder with all that are in it. */
function foldersIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  const inside = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && isOurs(entry.name),
  )
  return [folder, ...inside.flatMap((entry) => foldersIn(join(folder, entry.name)))]
}
