import { useSignal } from '@preact/signals'
import { withdraw } from '../outbox/changes'
import { deliver } from '../outbox/deliver'
import { useRoom } from '../room'
import { go, href } from '../route'
import { hasRole } from '../session'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { Menu, type MenuItem } from '../ui/menu'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'
import { FlagSheet } from './flag'
import { ShareSheet } from './share'
import type { Report } from './types'

interface MoreProps {
  report: Report
  title: string
}

type Which = 'edit' | 'flag' | 'withdraw' | 'share'

/** What one does rarely with a report, behind the three dots. */
export function More({ report, title }: MoreProps) {
  const sheet = useSignal<Which | ''>('')
  const close = () => {
    sheet.value = ''
  }
  return (
    <>
      <Menu label={t.nav.menu} items={items(report, (name) => (sheet.value = name))} />
      <FlagSheet open={sheet.value === 'flag'} report={report.id} title={title} onClose={close} />
      {report.viewer?.can.includes('edit') && (
        <Edit key={report.rev} open={sheet.value === 'edit'} report={report} onClose={close} />
      )}
      <ShareSheet open={sheet.value === 'share'} title={title} onClose={close} />
      <WithdrawSheet open={sheet.value === 'withdraw'} report={report.id} title={title} onClose={close} />
    </>
  )
}

type EditSheet = typeof import('./edit').EditSheet

/** Most who read a report may not change it: the form, with its map, comes when it is asked for. */
function Edit(props: Parameters<EditSheet>[0]) {
  const room = useRoom(
    props.open,
    () => import('./edit'),
    () => {
      toast(t.problem.network)
      props.onClose()
    },
  )
  return room ? <room.EditSheet {...props} /> : null
}

function items(report: Report, show: (sheet: Which) => void): MenuItem[] {
  const can = report.viewer?.can ?? []
  const list: (MenuItem | false)[] = [
    can.includes('edit') && { label: t.act.edit, icon: 'edit', onPick: () => show('edit') },
    { label: t.act.share, icon: 'share', onPick: () => show('share') },
    { label: say.page.print, icon: 'print', href: href(`/reports/${report.id}/print`) },
    hasRole('official') &&
      can.includes('note') && { label: say.page.at_desk, icon: 'inbox', href: href(`/desk?report=${report.id}`) },
    can.includes('withdraw') && { label: say.page.withdraw, icon: 'trash', onPick: () => show('withdraw') },
    !report.mine &&
      (report.viewer?.flagged
        ? { label: say.page.flagged, icon: 'check' }
        : { label: say.page.flag, icon: 'flag', onPick: () => show('flag') }),
  ]
  return list.filter((item): item is MenuItem => !!item)
}

interface WithdrawProps {
  open: boolean
  report: string
  title: string
  onClose: () => void
}

function WithdrawSheet({ open, report, title, onClose }: WithdrawProps) {
  const busy = useSignal(false)
  const problem = useSignal<unknown>(undefined)
  const run = async () => {
    busy.value = true
    try {
      if ((await deliver(withdraw(report, title))) === 'kept') toast(t.outbox.kept)
      onClose()
      void go('/reports?author=me', 'replace')
    } catch (error) {
      problem.value = error
    }
    busy.value = false
  }
  return (
    <Sheet open={open} title={say.page.withdraw} onClose={onClose}>
      <div class="stack">
        <p>{say.page.withdraw_text}</p>
        <ErrorNote error={problem.value} />
        <Button look="danger" icon="trash" block busy={busy.value} onClick={run}>
          {say.page.withdraw_yes}
        </Button>
        <Button look="plain" block onClick={onClose}>
          {t.act.cancel}
        </Button>
      </div>
    </Sheet>
  )
}
