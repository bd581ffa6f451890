import { city, inWords } from '../city'
import { setQuery } from '../route'
import { Button } from '../ui/button'
import { Select } from '../ui/field'
import { Sheet } from '../ui/sheet'
import { t } from '../words'
import { say } from '../words/resident'
import type { Filter } from './query'

/** What may be chosen in each filter, in the reader's language. */
export function choices(domain = '') {
  const now = city.value
  const named = (list?: { code: string; names: Parameters<typeof inWords>[0] }[]) =>
    (list ?? []).map((one) => ({ value: one.code, label: inWords(one.names) }))
  return {
    areas: named(now?.areas),
    domains: named(now?.domains),
    categories: named(now?.categories.filter((one) => !domain || one.domain === domain)),
    statuses: Object.entries(t.report.status)
      .filter(([value]) => value !== 'withdrawn')
      .map(([value, label]) => ({ value, label })),
  }
}

/** The filters of a list, each at once in the address, so that going back and sharing keep them. */
export function FilterSheet({ open, filter, onClose }: { open: boolean; filter: Filter; onClose: () => void }) {
  const { areas, domains, categories, statuses } = choices(filter.domain)
  const sorts = Object.entries(say.list.sorts).map(([value, label]) => ({ value, label }))
  return (
    <Sheet open={open} title={say.list.filters} onClose={onClose}>
      <div class="stack">
        <Select
          label={say.list.area}
          value={filter.area}
          empty={say.list.all_city}
          options={areas}
          optional
          onValue={(area) => setQuery({ area })}
        />
        <Select
          label={say.list.domain}
          value={filter.domain}
          empty={say.list.any}
          options={domains}
          optional
          onValue={(domain) => setQuery({ domain, category: undefined })}
        />
        <Select
          label={say.list.category}
          value={filter.category}
          empty={say.list.any}
          options={categories}
          optional
          onValue={(category) => setQuery({ category })}
        />
        <Select
          label={say.list.status}
          value={filter.status}
          empty={say.list.any}
          options={statuses}
          optional
          onValue={(status) => setQuery({ status })}
        />
        <Select label={say.list.sort} value={filter.sort} options={sorts} onValue={(sort) => setQuery({ sort })} />
        <Button look="primary" block onClick={onClose}>
          {say.list.show}
        </Button>
        <Button look="ghost" block onClick={clearFilters}>
          {say.list.clear}
        </Button>
      </div>
    </Sheet>
  )
}

export function clearFilters(): void {
  setQuery({ area: undefined, domain: undefined, category: undefined, status: undefined, sort: undefined })
}
