import { useSignal } from '@preact/signals'
import { areaName, areaOf, authorityName, categoryName, categoryOf, city, inWords } from '../../city'
import { enqueue } from '../../outbox'
import { submitReport } from '../../outbox/command'
import { me } from '../../session'
import { Button } from '../../ui/button'
import { ManyChoice } from '../../ui/choice'
import { Note } from '../../ui/empty'
import { Wrong } from '../../ui/field'
import { Photo } from '../../ui/photo'
import { Sheet } from '../../ui/sheet'
import { t } from '../../words'
import { say } from '../../words/resident'
import { change, draft, firstMissing, keepNow, refusals, type Step, titleOf } from '../draft_state'
import type { Draft } from '../drafts'
import { rememberAddress } from '../places'
import { Later } from './later'
import { openStep } from './onward'

/** Who will be in charge: the category's own authority, or that of the area. */
export function inCharge(now: Draft): string {
  const rule = categoryOf(now.category)?.authority ?? ''
  const code = authorityName(rule) ? rule : (areaOf(now.area ?? '')?.authority ?? '')
  return authorityName(code)
}

const signInForm = () => import('../../account/sign_in_form').then((found) => found.SignInForm)

const memory = 'jemaa-terms'
const agreed = () => localStorage.getItem(memory) === city.value?.legal.version

/** All of it once more, each part a tap from being changed; then it is sent or kept. */
export function ReviewStep() {
  const now = draft.value
  const category = categoryOf(now.category)
  const accepted = useSignal(agreed())
  const wrong = useSignal('')
  const busy = useSignal(false)
  const unfinished = firstMissing(now)
  const send = async () => {
    if (unfinished !== 'review') return openStep(unfinished)
    wrong.value = accepted.value ? '' : say.wizard.need_terms
    if (wrong.value) return
    busy.value = true
    localStorage.setItem(memory, city.value?.legal.version ?? '')
    await dispatch(now)
    openStep('sent', 'replace')
  }
  return (
    <>
      <Summary now={now} />
      {category?.hide_place && <Note icon="hide">{say.wizard.hidden_place}</Note>}
      {category?.hold_photos && now.photos.length > 0 && <Note icon="eye">{say.wizard.photos_held}</Note>}
      <ManyChoice
        label={say.wizard.anonymous}
        quiet
        options={[{ value: 'yes', label: say.wizard.anonymous, hint: say.wizard.anonymous_text, icon: 'hide' }]}
        value={now.anonymous ? ['yes'] : []}
        onValue={(list) => change({ anonymous: list.length > 0 })}
      />
      <Terms accepted={accepted.value} onAccept={(yes) => (accepted.value = yes)} />
      <Wrong text={wrong.value} />
      {me.value === null && (
        <section class="card stack">
          <p>{say.wizard.sign_in}</p>
          <Later load={signInForm}>{(Form) => <Form onDone={() => {}} />}</Later>
        </section>
      )}
      <div class="onward">
        <Button look={me.value === null ? 'plain' : 'primary'} icon="send" block busy={busy.value} onClick={send}>
          {me.value === null ? say.wizard.keep : t.act.send}
        </Button>
      </div>
    </>
  )
}

/** Gives the report to the outbox, which sends it now or when it can. */
async function dispatch(now: Draft): Promise<void> {
  refusals.value = {}
  change({ queued: true })
  await keepNow()
  const body = {
    category: now.category,
    answers: now.answers,
    description: now.words.trim(),
    location: { lon: now.place?.lon, lat: now.place?.lat },
    address: now.address.trim() || undefined,
    anonymous: now.anonymous,
    source: 'app',
  }
  const { place, address, area = '' } = now
  if (place && address.trim())
    rememberAddress({ address: address.trim(), at: { lon: place.lon, lat: place.lat }, area })
  await enqueue(submitReport(now.id, body, now.photos, titleOf(now)))
}

function Summary({ now }: { now: Draft }) {
  const rows: { step: Step; label: string; value: string }[] = [
    { step: 'what', label: say.wizard.category, value: categoryName(now.category) },
    { step: 'what', label: say.wizard.what, value: now.words },
    {
      step: 'place',
      label: say.page.place,
      value: [areaName(now.area ?? ''), now.address].filter(Boolean).join(' · '),
    },
  ]
  for (const question of categoryOf(now.category)?.questions ?? []) {
    const given = now.answers[question.code]
    if (!given?.length) continue
    const words = given.map((v) => inWords(question.options?.find((one) => one.code === v)?.names) || v)
    rows.push({ step: 'more', label: inWords(question.names), value: words.join(' · ') })
  }
  return (
    <div class="card stack">
      {now.photos.length > 0 && (
        <ul class="pictures small">
          {now.photos.map((photo) => (
            <li key={photo.id}>
              <Photo photo={photo.blob} alt={t.photo.count(1)} ratio="1" />
            </li>
          ))}
        </ul>
      )}
      <dl class="review">
        {rows.map(({ step, label, value }) => (
          <div key={label}>
            <dt class="soft small">{label}</dt>
            <dd dir="auto">{value}</dd>
            <dd>
              <button type="button" class="btn ghost" onClick={() => openStep(step)}>
                {t.act.edit}
                <span class="hush"> : {label}</span>
              </button>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Terms({ accepted, onAccept }: { accepted: boolean; onAccept: (yes: boolean) => void }) {
  const reading = useSignal(false)
  const legal = city.value?.legal
  const before = agreed()
  return (
    <div class="stack tight">
      {before ? (
        <p class="soft small">{say.wizard.accepted}</p>
      ) : (
        <ManyChoice
          label={say.wizard.accept}
          quiet
          options={[{ value: 'yes', label: say.wizard.accept }]}
          value={accepted ? ['yes'] : []}
          onValue={(list) => onAccept(list.length > 0)}
        />
      )}
      <div>
        <Button look="ghost" onClick={() => (reading.value = true)}>
          {say.wizard.read_terms}
        </Button>
      </div>
      <Sheet open={reading.value} title={say.about.terms} onClose={() => (reading.value = false)}>
        <div class="stack">
          <p class="said">{inWords(legal?.terms)}</p>
          <h3>{say.about.licence}</h3>
          <p class="said">{inWords(legal?.licence.words)}</p>
          <h3>{say.about.privacy}</h3>
          <p class="said">{inWords(legal?.privacy)}</p>
          <Button look="primary" block onClick={() => (reading.value = false)}>
            {t.act.done}
          </Button>
        </div>
      </Sheet>
    </div>
  )
}
