import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, ask } from '../../api'
import { type Area, areaName, city, inWords } from '../../city'
import { TextField } from '../../ui/field'
import { Icon } from '../../ui/icon'
import { say } from '../../words/resident'
import { change, draft } from '../draft_state'
import { addressesLike, areasLike, type Find, givenBefore } from '../places'

const nameOf = (area: Area) => inWords(area.names)

/** The address in words, and the places that it may mean: a tap takes one. */
export function AddressField() {
  const { address } = draft.value
  const finds = useSignal<Find[]>([])
  const taken = useSignal('')
  useEffect(() => {
    const text = address.trim()
    if (text.length < 3 || text === taken.value) {
      finds.value = []
      return
    }
    const near = [...addressesLike(text, givenBefore()), ...areasLike(text, city.value?.areas ?? [], nameOf)].slice(
      0,
      4,
    )
    finds.value = near
    const timer = setTimeout(async () => {
      const told = await inReports(text)
      if (draft.value.address.trim() === text) finds.value = [...near, ...told].slice(0, 6)
    }, 400)
    return () => clearTimeout(timer)
  }, [address])
  const take = ({ from, at, area, label }: Find) => {
    const words = from === 'mine' ? label : address
    taken.value = words.trim()
    finds.value = []
    change({ place: { ...at, from: from === 'area' ? 'area' : 'address' }, area, address: words })
  }
  return (
    <div class="stack tight">
      <TextField
        label={say.wizard.address}
        hint={say.wizard.address_hint}
        optional
        maxLength={200}
        autoComplete="off"
        value={address}
        onValue={(text) => change({ address: text })}
      />
      {finds.value.length > 0 && (
        <section class="stack tight" aria-live="polite">
          <h2 class="small soft">{say.wizard.address_found}</h2>
          <ul class="finds">
            {finds.value.map((find) => (
              <li key={`${find.from} ${find.label}`}>
                <button type="button" onClick={() => take(find)}>
                  <Icon name={find.from === 'report' ? 'flag' : find.from === 'mine' ? 'clock' : 'pin'} size={20} />
                  <span class="grow">
                    <span class="clip" dir="auto">
                      {find.label}
                    </span>
                    <span class="soft small">
                      {say.wizard[`from_${find.from}`]}
                      {find.from !== 'area' && find.area && ` · ${areaName(find.area)}`}
                    </span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <p class="soft small">{say.wizard.address_text}</p>
        </section>
      )}
    </div>
  )
}

/** Reports whose words hold those of the address, where they may say where they are; none without a network. */
async function inReports(text: string): Promise<Find[]> {
  try {
    const { items } = await ask(api.GET('/api/v1/search', { params: { query: { q: text.slice(0, 200), limit: 4 } } }))
    return items
      .filter((one) => one.location_exact)
      .map(({ title, location, area }) => ({ from: 'report', label: title, at: location, area }))
  } catch {
    return []
  }
}
