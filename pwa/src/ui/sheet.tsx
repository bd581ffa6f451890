import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { t } from '../words'
import { IconButton } from './button'

interface SheetProps {
  open: boolean
  title: string
  onClose: () => void
  children: ComponentChildren
}

/**
 * A dialog that rises from the bottom on a phone and stands in the middle on a desk. The native element keeps the focus
 * inside, closes on Escape and on the phone's back gesture, and gives the focus back to what opened it.
 */
export function Sheet({ open, title, onClose, children }: SheetProps) {
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = box.current
    if (!dialog || !open) return
    const opener = document.activeElement
    dialog.showModal()
    return () => {
      dialog.close()
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [open])
  if (!open) return null
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way, and the native element hears it
    <dialog
      ref={box}
      class="sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === box.current && onClose()}
    >
      <div class="sheet-top">
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label={t.nav.close} onClick={onClose} />
      </div>
      {children}
    </dialog>
  )
}
