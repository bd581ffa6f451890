// Light, dark, or as the device: the choice stays on the device.

export type Theme = 'auto' | 'light' | 'dark'

const memory = 'jemaa-theme'

export function theme(): Theme {
  const kept = localStorage.getItem(memory)
  return kept === 'light' || kept === 'dark' ? kept : 'auto'
}

/** Keeps a choice and shows it at once. */
export function setTheme(wanted: Theme): void {
  if (wanted === 'auto') localStorage.removeItem(memory)
  else localStorage.setItem(memory, wanted)
  showTheme()
}

/** Puts the kept choice on the page. */
export function showTheme(): void {
  const now = theme()
  if (now === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = now
}
