// The pieces themselves, each as a screen would use it. A test sees to it that none is left out.
import { useState } from 'preact/hooks'
import { Problem } from '../api/problem'
import { href } from '../route'
import { Badge, type Status, StatusKnot, StatusPill } from '../ui/badge'
import { Button, IconButton, LinkButton } from '../ui/button'
import { Card } from '../ui/card'
import { Chip, Chips, Choice, ManyChoice } from '../ui/choice'
import { Empty, ErrorNote, Note, OfflineNote } from '../ui/empty'
import { Select, TextArea, TextField, Wrong } from '../ui/field'
import { categoryIcons, Icon, spriteIcons } from '../ui/icon'
import { icons } from '../ui/icons'
import { Logo, Star } from '../ui/logo'
import { Menu } from '../ui/menu'
import { Photo } from '../ui/photo'
import { Sheet } from '../ui/sheet'
import { Skeleton, Spinner } from '../ui/spinner'
import { Tabs } from '../ui/tabs'
import { Ago, When } from '../ui/time'
import { Timeline } from '../ui/timeline'
import { toast } from '../ui/toast'
import { distance, number, t } from '../words'

const star = 'M48 4 61 35 92 48 61 61 48 92 35 61 4 48 35 35z'
const picture = new Blob(
  [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 54"><path d="${star}" fill="#c98a3c" opacity=".6"/></svg>`],
  { type: 'image/svg+xml' },
)

const hour = 3_600_000
const before = (hours: number) => new Date(Date.now() - hours * hour).toISOString()

export function Buttons() {
  const [open, setOpen] = useState(false)
  return (
    <Card>
      <div class="row">
        <Button look="primary" icon="send">
          {t.act.send}
        </Button>
        <Button icon="heart">{t.act.save}</Button>
        <Button look="plain" onClick={() => setOpen(true)}>
          {t.act.edit}
        </Button>
        <Button look="ghost">{t.act.cancel}</Button>
        <Button look="danger" icon="trash">
          {t.act.discard}
        </Button>
        <Button look="primary" busy>
          {t.outbox.sending}
        </Button>
        <IconButton
          icon="bell"
          label={t.title.inbox}
          onClick={() => toast(t.outbox.kept, { label: t.act.undo, run: () => {} })}
        />
        <LinkButton href={href('/')} icon="home">
          {t.nav.home}
        </LinkButton>
      </div>
      <Sheet open={open} title={t.title.new_report} onClose={() => setOpen(false)}>
        <div class="stack">
          <p>{t.app.description}</p>
          <Button look="primary" block onClick={() => setOpen(false)}>
            {t.act.done}
          </Button>
        </div>
      </Sheet>
    </Card>
  )
}

export function Fields() {
  const [text, setText] = useState('')
  const [pick, setPick] = useState('pothole')
  const [many, setMany] = useState<string[]>(['bin'])
  const [chip, setChip] = useState(true)
  const options = ['pothole', 'bin', 'lamp', 'drop'].map((icon) => ({ value: icon, label: icon, icon }))
  return (
    <Card>
      <div class="stack">
        <TextField label={t.act.search} value={text} onValue={setText} placeholder={t.title.search} optional />
        <TextField label={t.act.send} value={text} onValue={setText} error={t.field.fill} hint={t.outbox.kept} />
        <TextArea label={t.title.report} value={text} onValue={setText} maxLength={60} />
        <Select label={t.title.map} value={pick} onValue={setPick} options={options} />
        <Choice label={t.title.report} value={pick} onValue={setPick} options={options} grid />
        <ManyChoice
          label={t.title.list}
          value={many}
          onValue={setMany}
          options={[
            { value: 'bin', label: t.nav.home, hint: t.app.description, icon: 'bin' },
            { value: 'x', label: t.nav.map },
          ]}
        />
        <Chips label={t.title.list}>
          <Chip on={chip} icon="filter" onToggle={setChip}>
            {t.report.status.in_progress}
          </Chip>
          {options.map((option) => (
            <Chip key={option.value} icon={option.icon}>
              {t.report.count(12)}
            </Chip>
          ))}
        </Chips>
      </div>
    </Card>
  )
}

export function Pieces() {
  const [tab, setTab] = useState('list')
  const tabs = [
    { value: 'list', label: t.title.list },
    { value: 'map', label: t.title.map },
  ]
  return (
    <>
      <div class="row">
        {Object.keys(t.report.status).map((status) => (
          <StatusPill key={status} status={status as Status} />
        ))}
        <Badge look="accent" icon="people">
          {t.report.supports(3)}
        </Badge>
        <Badge look="alert" icon="clock">
          {distance(247)}
        </Badge>
        <Badge>{number(12345)}</Badge>
      </div>
      <Card>
        <Timeline
          moments={[
            { key: '1', status: 'submitted', title: t.report.status.submitted, at: before(80) },
            {
              key: '2',
              status: 'acknowledged',
              title: t.report.status.acknowledged,
              at: before(30),
              children: <p>{t.app.description}</p>,
            },
            { key: '3', status: 'in_progress', title: t.report.status.in_progress, at: before(3) },
            { key: '4', status: 'resolved', title: t.report.status.resolved, at: before(0) },
          ]}
        />
      </Card>
      <Tabs label={t.nav.menu} tabs={tabs} value={tab} onValue={setTab}>
        <Skeleton />
      </Tabs>
      <Note>{t.outbox.kept}</Note>
      <Note look="good" icon="check">
        {t.report.status.resolved}
      </Note>
      <ErrorNote error={new Problem(0, 'network')} onRetry={() => {}} />
      <Wrong text={t.field.fill} />
      <OfflineNote />
      <Card>
        <Empty icon="inbox" text={t.state.offline_text} action={{ label: t.nav.report, href: href('/reports/new') }} />
      </Card>
      <Card wash>
        <div class="row">
          <Spinner />
          {t.app.loading}
        </div>
      </Card>
    </>
  )
}

export function Pictures() {
  return (
    <Card>
      <div class="row">
        <Logo size={96} />
        <Star size={64} />
        {[...Object.keys(icons), ...spriteIcons, ...categoryIcons].map((name) => (
          <span key={name} title={name}>
            <Icon name={name} size={32} />
          </span>
        ))}
      </div>
    </Card>
  )
}

/** What lies over a page or at its edge, shown where it stands still; what is pressed shows the real one. */
export function Said() {
  const menu = [
    { label: t.act.edit, icon: 'edit' as const },
    { label: t.act.share, icon: 'share' as const, on: true },
  ]
  return (
    <>
      <div class="row">
        <Menu label={t.nav.menu} items={menu} />
        <StatusKnot status="resolved" />
        <Ago iso={before(30)} /> · <When iso={before(30)} style="time" />
      </div>
      <dialog open class="sheet shown" aria-label={t.title.new_report}>
        <div class="sheet-top">
          <h2>{t.title.new_report}</h2>
          <IconButton icon="close" label={t.nav.close} />
        </div>
        <p>{t.app.description}</p>
      </dialog>
      <div class="toasts shown">
        <div class="toast">
          <span class="grow">{t.outbox.kept}</span>
          <Button look="ghost">{t.act.undo}</Button>
        </div>
      </div>
      <Card href={href('/')}>{t.title.report}</Card>
      <Photo photo={picture} alt="" color="#8aa7a5" ratio="16 / 9" eager onRemove={() => {}} />
    </>
  )
}
