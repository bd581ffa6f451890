import { useSignal } from '@preact/signals'
import { go } from '../../route'
import { Button, IconButton } from '../../ui/button'
import { Icon } from '../../ui/icon'
import { Photo } from '../../ui/photo'
import { Sheet } from '../../ui/sheet'
import { Ago } from '../../ui/time'
import { t } from '../../words'
import { say } from '../../words/resident'
import { draft, firstMissing, titleOf } from '../draft_state'
import { type Draft, dropDraft } from '../drafts'

/** The drafts on this phone: go on with one, drop one, or begin anew. */
export function DraftChoice({ drafts }: { drafts: Draft[] }) {
  return (
    <div class="stack">
      <Button
        look="primary"
        icon="plus"
        block
        onClick={() => go(`/reports/new?draft=${draft.value.id}&step=photo`, 'replace')}
      >
        {say.wizard.fresh}
      </Button>
      <DraftList drafts={drafts} />
    </div>
  )
}

/** Drafts, each with the way to go on and the way to drop it. */
export function DraftList({ drafts }: { drafts: Draft[] }) {
  const gone = useSignal<string[]>([])
  const asking = useSignal('')
  const drop = async () => {
    await dropDraft(asking.value)
    gone.value = [...gone.value, asking.value]
    asking.value = ''
  }
  return (
    <>
      <ul class="stack">
        {drafts
          .filter((one) => !gone.value.includes(one.id))
          .map((one) => (
            <li key={one.id} class="card report">
              {one.photos[0] ? (
                <Photo photo={one.photos[0].blob} alt="" ratio="1" />
              ) : (
                <span class="thumb">
                  <Icon name="edit" size={32} />
                </span>
              )}
              <div class="grow stack tight">
                <p class="strong clip" dir="auto">
                  {titleOf(one)}
                </p>
                <p class="soft small">
                  <Ago iso={new Date(one.changedAt).toISOString()} />
                </p>
                <div class="row">
                  <Button onClick={() => go(`/reports/new?draft=${one.id}&step=${firstMissing(one)}`)}>
                    {t.act.next}
                  </Button>
                  <IconButton
                    icon="trash"
                    label={`${t.act.discard} : ${titleOf(one)}`}
                    onClick={() => (asking.value = one.id)}
                  />
                </div>
              </div>
            </li>
          ))}
      </ul>
      <Sheet open={asking.value !== ''} title={say.wizard.drop_draft} onClose={() => (asking.value = '')}>
        <div class="stack">
          <Button look="danger" icon="trash" block onClick={drop}>
            {t.act.discard}
          </Button>
          <Button look="plain" block onClick={() => (asking.value = '')}>
            {t.act.cancel}
          </Button>
        </div>
      </Sheet>
    </>
  )
}
