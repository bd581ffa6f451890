import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { Wrong } from './field'
import { Icon } from './icon'

export interface ChoiceOption {
  value: string
  label: string
  /** A second, smaller line. */
  hint?: string
  /** A name from the icon set, or a category's icon from the city profile. */
  icon?: string
}

interface Common {
  label: string
  /** Hide the question itself when the screen's heading already asks it. */
  quiet?: boolean
  options: ChoiceOption[]
  error?: string
  /** Cards side by side instead of one under the other. */
  grid?: boolean
}

type ChoiceProps = Common & {
  value: string | undefined
  onValue: (value: string) => void
  /** Hears of a choice by finger or mouse, the one that stands already as well: the keyboard's arrows only try choices out. */
  onTouch?: (value: string) => void
}
type ManyProps = Common & { value: string[]; onValue: (value: string[]) => void }

/** One of a few: radio buttons drawn as cards, with the keyboard of radio buttons. */
export function Choice({ value, onValue, ...rest }: ChoiceProps) {
  return <Cards {...rest} kind="radio" checked={(v) => v === value} onPick={onValue} />
}

/** Some of a few: check boxes drawn as cards. */
export function ManyChoice({ value, onValue, ...rest }: ManyProps) {
  const toggle = (v: string) => onValue(value.includes(v) ? value.filter((other) => other !== v) : [...value, v])
  return <Cards {...rest} kind="checkbox" checked={(v) => value.includes(v)} onPick={toggle} />
}

interface CardsProps extends Common {
  kind: 'radio' | 'checkbox'
  checked: (value: string) => boolean
  onPick: (value: string) => void
  onTouch?: (value: string) => void
}

function Cards({ label, quiet, options, error, grid, kind, checked, onPick, onTouch }: CardsProps) {
  const id = useId()
  return (
    <fieldset class="field" aria-describedby={error ? `${id}-error` : undefined}>
      <legend class={quiet ? 'hush' : undefined}>{label}</legend>
      <div class={grid ? 'choices grid' : 'choices'}>
        {options.map((option) => (
          <label key={option.value} class="choice">
            <input
              type={kind}
              name={id}
              value={option.value}
              checked={checked(option.value)}
              onChange={() => onPick(option.value)}
              onClick={(event) => event.detail > 0 && onTouch?.(option.value)}
            />
            {option.icon && <Icon name={option.icon} />}
            <span class="grow">
              {option.label}
              {option.hint && <span class="soft small hint">{option.hint}</span>}
            </span>
            <span class={kind === 'radio' ? 'mark' : 'mark square'} aria-hidden="true" />
          </label>
        ))}
      </div>
      <Wrong id={`${id}-error`} text={error} />
    </fieldset>
  )
}

interface ChipProps {
  on?: boolean
  icon?: string
  onToggle?: (on: boolean) => void
  href?: string
  children: ComponentChildren
}

/** A small filter: a toggle, or a link when href is given. */
export function Chip({ on = false, icon, onToggle, href, children }: ChipProps) {
  const inner = (
    <>
      {icon && <Icon name={icon} size={18} />}
      {children}
    </>
  )
  if (href) {
    return (
      <a class="chip" href={href} aria-current={on ? 'true' : undefined}>
        {inner}
      </a>
    )
  }
  return (
    <button type="button" class="chip" aria-pressed={on} onClick={() => onToggle?.(!on)}>
      {inner}
    </button>
  )
}

/** A line of chips that scrolls sideways on a phone. */
export function Chips({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be scrolled sideways in every browser
    <div class="chips" role="group" aria-label={label}>
      {children}
    </div>
  )
}
