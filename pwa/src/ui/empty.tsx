import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { keptSince } from '../api'
import { Problem, problemText } from '../api/problem'
import { online } from '../online'
import { t } from '../words'
import { Button, LinkButton } from './button'
import { Icon, type IconName } from './icon'
import { Star } from './logo'
import { Ago } from './time'
import { announce } from './toast'

interface EmptyProps {
  icon?: IconName
  title?: string
  text?: ComponentChildren
  action?: { label: string; href?: string; run?: () => void }
}

/** Nothing to show, said kindly, with the next step. */
export function Empty({ icon = 'leaf', title, text, action }: EmptyProps) {
  return (
    <div class="empty">
      <span class="art" aria-hidden="true">
        <Star size={96} />
        <Icon name={icon} size={36} />
      </span>
      {(title || !text) && <h2>{title ?? t.state.empty}</h2>}
      {text && <p>{text}</p>}
      {action?.href && (
        <LinkButton look="primary" href={action.href}>
          {action.label}
        </LinkButton>
      )}
      {action?.run && (
        <Button look="primary" onClick={action.run}>
          {action.label}
        </Button>
      )}
    </div>
  )
}

interface NoteProps {
  look?: 'calm' | 'error' | 'good'
  icon?: IconName
  children: ComponentChildren
}

/** A remark in the flow of the page. */
export function Note({ look = 'calm', icon = 'info', children }: NoteProps) {
  return (
    <div class={`note ${look}`} role={look === 'error' ? 'alert' : undefined}>
      <Icon name={icon} />
      <div class="grow stack">{children}</div>
    </div>
  )
}

/** What went wrong, in the person's language, with a way to try again. Give it whatever was thrown. */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!error) return null
  const away = error instanceof Problem && error.code === 'network'
  return (
    <Note look="error" icon={away ? 'offline' : 'alert'}>
      <p>{problemText(error)}</p>
      {onRetry && (
        <div>
          <Button look="plain" icon="refresh" onClick={onRetry}>
            {t.act.retry}
          </Button>
        </div>
      )}
    </Note>
  )
}

/** Says that the line is down, as long as it is, and how old the kept copy on the screen is. */
export function OfflineNote() {
  useEffect(() => {
    if (!online.value) announce(t.state.offline)
  }, [online.value])
  if (online.value && !keptSince.value) return null
  const at = new Date(keptSince.value)
  return (
    <div class="note slim">
      <Icon name="offline" size={20} />
      <p class="small">
        {!online.value && (
          <>
            <strong>{t.state.offline}.</strong> {t.state.offline_text}
          </>
        )}{' '}
        {!Number.isNaN(at.getTime()) && (
          <>
            {t.state.kept} · <Ago iso={at.toISOString()} />
          </>
        )}
      </p>
    </div>
  )
}
