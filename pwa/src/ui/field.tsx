import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { t } from '../words'
import { Icon } from './icon'

interface Common {
  label: string
  /** A line under the label that helps to fill it in. */
  hint?: ComponentChildren
  /** What is wrong, in words; shown and read out. */
  error?: string
  optional?: boolean
  value: string
  onValue: (value: string) => void
}

interface FrameProps {
  id: string
  label: string
  hint?: ComponentChildren
  error?: string
  optional?: boolean
  children: ComponentChildren
}

function Frame({ id, label, hint, error, optional, children }: FrameProps) {
  return (
    <div class="field">
      <label for={id}>
        {label} {optional && <span class="aside">({t.field.optional})</span>}
      </label>
      {hint && (
        <div class="aside" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      {children}
      <Wrong id={`${id}-error`} text={error} />
    </div>
  )
}

/** What is wrong with a field; empty but present when nothing is, so that readers hear it come. */
export function Wrong({ id, text }: { id?: string; text?: string }) {
  return (
    <div id={id} role="alert">
      {text && (
        <span class="wrong">
          <Icon name="alert" size={18} />
          {text}
        </span>
      )}
    </div>
  )
}

function described(id: string, hint: unknown, error?: string): string | undefined {
  return [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
}

interface Native {
  name?: string
  disabled?: boolean
  autoComplete?: string
  maxLength?: number
  minLength?: number
  placeholder?: string
  lang?: string
  dir?: 'auto' | 'ltr' | 'rtl'
  onBlur?: () => void
  onKeyDown?: (event: KeyboardEvent) => void
}

interface NativeInput extends Native {
  type?: 'text' | 'email' | 'tel' | 'url' | 'search' | 'number' | 'date' | 'time' | 'password'
  inputMode?: 'text' | 'numeric' | 'decimal' | 'email' | 'tel' | 'search' | 'url'
  enterKeyHint?: 'done' | 'enter' | 'go' | 'next' | 'search' | 'send'
  pattern?: string
  min?: string | number
  max?: string | number
  step?: string | number
}

/** One line of text. Digits, addresses and dates want dir="ltr". */
export function TextField(props: Common & NativeInput) {
  const { label, hint, error, optional, onValue, type = 'text', ...rest } = props
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} error={error} optional={optional}>
      <input
        dir="auto"
        {...rest}
        // The element's types are a union by kind of input, which a variable can't satisfy.
        type={type as 'text'}
        id={id}
        class="input"
        required={!optional}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={described(id, hint, error)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Frame>
  )
}

/** Several lines of text, which grow with it; with maxLength it says what is left near the end. */
export function TextArea(props: Common & Native & { rows?: number }) {
  const { label, hint, error, optional, onValue, ...rest } = props
  const id = useId()
  const left = Number(rest.maxLength ?? Number.NaN) - props.value.length
  return (
    <Frame id={id} label={label} hint={hint} error={error} optional={optional}>
      <textarea
        dir="auto"
        rows={4}
        {...rest}
        id={id}
        class="input"
        required={!optional}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={described(id, hint, error)}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <span class="aside" aria-live="polite">
        {left <= 100 && t.field.left(left)}
      </span>
    </Frame>
  )
}

export interface Option {
  value: string
  label: string
}

/** A native list of choices: the phone's own wheel, nothing to learn. */
export function Select(props: Common & { name?: string; disabled?: boolean; options: Option[]; empty?: string }) {
  const { label, hint, error, optional, value, onValue, options, empty, ...rest } = props
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} error={error} optional={optional}>
      <div class="select">
        <select
          {...rest}
          id={id}
          class="input"
          required={!optional}
          value={value}
          aria-invalid={error ? 'true' : undefined}
          aria-describedby={described(id, hint, error)}
          onChange={(event) => onValue(event.currentTarget.value)}
        >
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </div>
    </Frame>
  )
}
