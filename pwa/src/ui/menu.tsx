import { useEffect, useRef, useState } from 'preact/hooks'
import { IconButton } from './button'
import { Icon, type IconName } from './icon'

export interface MenuItem {
  label: string
  icon?: IconName
  /** The language of the label when it is not the page's. */
  lang?: string
  href?: string
  on?: boolean
  onPick?: () => void
}

/** A button that opens a short list of actions or links (WAI-ARIA menu pattern). */
export function Menu({ label, icon = 'more', items }: { label: string; icon?: IconName; items: MenuItem[] }) {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!open) return
    entries(box.current)[0]?.focus()
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false)
    }
    addEventListener('pointerdown', away)
    return () => removeEventListener('pointerdown', away)
  }, [open])
  const close = () => {
    setOpen(false)
    box.current?.querySelector('button')?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the keys of the menu inside
    <div class="menu" ref={box} onKeyDown={(event) => steer(event, box.current, close)}>
      <IconButton icon={icon} label={label} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <div role="menu" aria-label={label}>
          {items.map((item) => (
            <Entry key={item.label} item={item} onDone={close} />
          ))}
        </div>
      )}
    </div>
  )
}

function Entry({ item, onDone }: { item: MenuItem; onDone: () => void }) {
  const inner = (
    <>
      {item.icon && <Icon name={item.icon} />}
      <span class="grow" lang={item.lang}>
        <bdi>{item.label}</bdi>
      </span>
      {item.on && <Icon name="check" size={18} />}
    </>
  )
  const common = { tabIndex: -1 }
  if (item.href) {
    return (
      <a {...common} role="menuitem" href={item.href} aria-current={item.on ? 'true' : undefined} onClick={item.onPick}>
        {inner}
      </a>
    )
  }
  const pick = () => {
    onDone()
    item.onPick?.()
  }
  return (
    <button {...common} type="button" role="menuitem" onClick={pick}>
      {inner}
    </button>
  )
}

function entries(box: Element | null): HTMLElement[] {
  return [...(box?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
}

function steer(event: KeyboardEvent, box: Element | null, close: () => void): void {
  const all = entries(box)
  if (all.length === 0) return
  if (event.key === 'Escape' || event.key === 'Tab') {
    close()
    return
  }
  const now = all.indexOf(document.activeElement as HTMLElement)
  const steps: Record<string, number> = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }
  const next = steps[event.key]
  if (next === undefined) return
  event.preventDefault()
  all[(next + all.length) % all.length]?.focus()
}
