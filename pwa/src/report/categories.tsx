import { useSignal } from '@preact/signals'
import { type Category, categoryName, city, domainName } from '../city'
import { TextField } from '../ui/field'
import { Icon } from '../ui/icon'
import { Sheet } from '../ui/sheet'
import { t } from '../words'
import { say } from '../words/resident'
import { fold } from './fold'

interface PickerProps {
  open: boolean
  value: string
  onPick: (code: string) => void
  onClose: () => void
}

/** All categories by domain, with a search that forgives accents. */
export function CategoryPicker({ open, value, onPick, onClose }: PickerProps) {
  const wanted = useSignal('')
  const found = (city.value?.categories ?? []).filter((one) => matches(one, wanted.value))
  const domains = (city.value?.domains ?? []).filter((domain) => found.some((one) => one.domain === domain.code))
  return (
    <Sheet open={open} title={say.wizard.choose} onClose={onClose}>
      <div class="stack">
        <TextField
          label={say.wizard.find_category}
          type="search"
          optional
          value={wanted.value}
          onValue={(text) => (wanted.value = text)}
        />
        {domains.map((domain) => (
          <section key={domain.code} class="stack tight">
            <h3 class="row">
              <Icon name={domain.icon} size={20} />
              {domainName(domain.code)}
            </h3>
            <ul class="tiles">
              {found
                .filter((one) => one.domain === domain.code)
                .map((one) => (
                  <li key={one.code}>
                    <button
                      type="button"
                      class="tile"
                      aria-pressed={one.code === value}
                      onClick={() => onPick(one.code)}
                    >
                      <Icon name={one.icon} size={28} />
                      {categoryName(one.code)}
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ))}
        <p role="status">{found.length === 0 && wanted.value ? say.wizard.none_found : ''}</p>
        <button type="button" class="btn plain block" onClick={onClose}>
          {t.act.cancel}
        </button>
      </div>
    </Sheet>
  )
}

function matches(one: Category, wanted: string): boolean {
  const names = [...Object.values(one.names), domainName(one.domain)]
  return fold(wanted)
    .split(' ')
    .every((part) => names.some((name) => fold(name ?? '').includes(part)))
}
