export interface Download {
  readonly label: string
  readonly url: string
}

/** Files to be taken along; nothing without any. */
export function DownloadList({ downloads }: { readonly downloads: readonly Download[] }) {
  if (downloads.length === 0) return null
  return (
    <ul class="rf-sans rf-downloads">
      {downloads.map(({ label, url }) => (
        <li>
          <a href={url} download="">
            {label}
          </a>
        </li>
      ))}
    </ul>
  )
}
