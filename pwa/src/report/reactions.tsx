import { useSignal } from '@preact/signals'
import { enqueue, waitingFor } from '../outbox'
import { follow, support, unfollow, unsupport } from '../outbox/command'
import { go } from '../route'
import { me } from '../session'
import { Button } from '../ui/button'
import { Icon } from '../ui/icon'
import { number, t } from '../words'
import { say } from '../words/resident'
import { ShareButton } from './share'
import { Later } from './steps/later'
import { open, type Report } from './types'

/** What the person wants, the server's word or what waits on the phone, whichever is newer. */
export function wishes(report: Report): { supported: boolean; following: boolean; supports: number } {
  const viewer = report.viewer
  let supported = viewer?.supported ?? false
  let following = viewer?.following ?? false
  for (const { kind } of waitingFor(report.id)) {
    if (kind === 'support' || kind === 'unsupport') supported = kind === 'support'
    if (kind === 'follow' || kind === 'unfollow') following = kind === 'follow'
  }
  const before = viewer?.supported ?? false
  return { supported, following, supports: report.supports + Number(supported) - Number(before) }
}

/** Support, follow, share: under the thumb. */
export function Reactions({ report, title }: { report: Report; title: string }) {
  const { supported, following, supports } = wishes(report)
  const own = report.viewer ? !report.viewer.can.includes('support') && !supported : !!report.mine
  // Somebody who has just begun to follow something has a reason to be told of it.
  const fresh = useSignal(false)
  const wish = async (draft: Parameters<typeof enqueue>[0]) => {
    await enqueue(draft)
    fresh.value = draft.kind === 'follow' || draft.kind === 'support'
    if (me.value === null) void go(`/sign-in?why=support&next=${encodeURIComponent(location.pathname)}`)
  }
  return (
    <div class="reactions">
      {open.includes(report.status) && !own && (
        <Button
          look={supported ? 'soft' : 'primary'}
          block
          aria-pressed={supported}
          onClick={() => wish(supported ? unsupport(report.id, title) : support(report.id, title))}
        >
          <Icon name={supported ? 'check' : 'hand'} />
          <span>{supported ? say.page.supported : say.page.support}</span>
          {supports > 0 && <bdi class="count">{number(supports)}</bdi>}
        </Button>
      )}
      {own && supports > 0 && <p class="soft grow">{t.report.supports(supports)}</p>}
      <Button
        icon="bell"
        aria-pressed={following}
        onClick={() => wish(following ? unfollow(report.id, title) : follow(report.id, title))}
      >
        {following ? say.page.following : say.page.follow}
      </Button>
      <ShareButton title={title} />
      {(following || supported) && (
        <div class="block">
          {fresh.value ? (
            <Later key="push" load={() => import('../notify/push_card').then((found) => found.PushCard)}>
              {(PushCard) => <PushCard />}
            </Later>
          ) : (
            <Later key="install" load={() => import('../install/card').then((found) => found.InstallCard)}>
              {(InstallCard) => <InstallCard follows />}
            </Later>
          )}
        </div>
      )}
    </div>
  )
}
