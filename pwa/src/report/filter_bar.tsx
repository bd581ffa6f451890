import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { areaName, categoryName, domainName } from '../city'
import { setQuery } from '../route'
import { Chip, Chips } from '../ui/choice'
import { t } from '../words'
import { say } from '../words/resident'
import { FilterSheet } from './filters'
import type { Filter } from './query'

/** The filters in use as chips that take themselves away, and the way to more. */
export function FilterBar({ filter, children }: { filter: Filter; children?: ComponentChildren }) {
  const sheet = useSignal(false)
  const used: { key: string; label: string }[] = [
    { key: 'area', label: filter.area && areaName(filter.area) },
    { key: 'domain', label: filter.domain && domainName(filter.domain) },
    { key: 'category', label: filter.category && categoryName(filter.category) },
    { key: 'status', label: filter.status && (t.report.status as Record<string, string>)[filter.status] },
    { key: 'sort', label: filter.sort !== 'new' && say.list.sorts[filter.sort] },
  ].filter((one): one is { key: string; label: string } => !!one.label)
  return (
    <>
      <Chips label={say.list.filters}>
        <Chip icon="filter" on={sheet.value} onToggle={() => (sheet.value = true)}>
          {say.list.filters}
        </Chip>
        {used.map(({ key, label }) => (
          <Chip key={key} on icon="close" onToggle={() => setQuery({ [key]: undefined })}>
            {label}
          </Chip>
        ))}
        {children}
      </Chips>
      <FilterSheet open={sheet.value} filter={filter} onClose={() => (sheet.value = false)} />
    </>
  )
}
