// Keys of the consoles: one letter an action, heard wherever the focus is, except where one types. They can be switched
// off, because somebody who steers by voice would press them with every word (WCAG 2.2, 2.1.4).
import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

export interface Key {
  /** What event.key says, or a letter of the Latin alphabet; a capital with shift. */
  keys: string[]
  label: string
  run: () => void
}

const memory = 'jemaa-keys'

/** Whether single letters act. */
export const keysOn = signal(typeof localStorage === 'undefined' || localStorage.getItem(memory) !== 'off')

export function switchKeys(on: boolean): void {
  keysOn.value = on
  if (on) localStorage.removeItem(memory)
  else localStorage.setItem(memory, 'off')
}

/** Listens while the screen is there. Escape works even when letters are off, and out of a field. */
export function useKeys(keys: Key[]): void {
  const now = useRef(keys)
  now.current = keys
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (document.querySelector('dialog[open], [role="menu"]')) return
      const name = pressed(event)
      if (name !== 'Escape' && (!keysOn.value || typing(event.target))) return
      // A link or a button has its own use for Enter.
      if (name === 'Enter' && event.target !== document.body) return
      if (name.startsWith('Arrow') && !(event.target as Element).closest?.('[data-row]')) return
      const found = now.current.find((one) => one.keys.includes(name))
      if (!found) return
      event.preventDefault()
      found.run()
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  }, [])
}

/** The key's name with the shift that chooses another meaning: x and X; the case itself is Caps Lock's affair. */
function pressed(event: KeyboardEvent): string {
  const name = nameOf(event)
  return event.shiftKey && /^[a-z]$/.test(name) ? name.toUpperCase() : name
}

/** The key's name: on an Arabic or Tifinagh layout, the Latin letter that is printed on the same key. */
export function nameOf({ key, code }: { key: string; code: string }): string {
  if (key === '?' || key === '؟') return '?'
  if (key.length > 1) return key
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  return /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : key
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}
