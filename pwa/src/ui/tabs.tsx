import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'
import './tabs.css'

interface TabsProps {
  label: string
  tabs: { value: string; label: ComponentChildren }[]
  value: string
  onValue: (value: string) => void
  /** The panel of the chosen tab. */
  children: ComponentChildren
}

/** A few views of one thing; arrow keys move between them (WAI-ARIA tabs pattern). */
export function Tabs({ label, tabs, value, onValue, children }: TabsProps) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const move = (event: KeyboardEvent) => {
    const forward = getComputedStyle(list.current as Element).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    const step = event.key === forward ? 1 : -1
    const now = tabs.findIndex((tab) => tab.value === value)
    const next = (now + step + tabs.length) % tabs.length
    onValue(tabs[next]?.value ?? value)
    ;(list.current?.children[next] as HTMLElement | undefined)?.focus()
  }
  return (
    <>
      <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}-${tab.value}`}
            aria-selected={tab.value === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onValue(tab.value)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`}>
        {children}
      </div>
    </>
  )
}
