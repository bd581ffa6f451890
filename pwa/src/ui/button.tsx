import type { ButtonHTMLAttributes, ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon'
import { Spinner } from './spinner'

type Look = 'primary' | 'soft' | 'plain' | 'ghost' | 'danger'

interface Common {
  look?: Look
  icon?: IconName
  /** As wide as its column. */
  block?: boolean
  children?: ComponentChildren
}

type ButtonProps = Common & { busy?: boolean } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon'>
interface LinkProps extends Common {
  href: string
  /** Save under this name instead of going there. */
  download?: string
  target?: string
  rel?: string
  lang?: string
}

function classes(look: Look, block?: boolean, extra = ''): string {
  return `btn ${look}${block ? ' block' : ''}${extra}`
}

/** A button of at least 48 px; while busy it shows a spinner, keeps its focus and ignores taps. */
export function Button({ look = 'soft', icon, block, busy, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={classes(look, block)}
      aria-busy={busy}
      aria-disabled={busy || undefined}
      onClick={busy ? stay : onClick}
    >
      {busy ? <Spinner /> : icon && <Icon name={icon} />}
      {children}
    </button>
  )
}

// A busy submit button must not send its form a second time.
function stay(event: Event) {
  event.preventDefault()
}

/** A link that looks like a button. */
export function LinkButton({ look = 'soft', icon, block, children, ...rest }: LinkProps) {
  return (
    <a {...rest} class={classes(look, block)}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  )
}

type IconButtonProps = { icon: IconName; label: string; look?: Look; count?: number } & Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  'icon' | 'label'
>

/** A round button that is only a picture: its label is its name for those who hear it, and its tooltip. */
export function IconButton({ icon, label, look = 'ghost', ...rest }: IconButtonProps) {
  return (
    <button type="button" {...rest} class={classes(look, false, ' icon')} aria-label={label} title={label}>
      <Icon name={icon} />
    </button>
  )
}
