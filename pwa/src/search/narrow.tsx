import type { components } from '../api'
import { areaName, categoryName, categoryOf } from '../city'
import { setQuery } from '../route'
import { Chip, Chips } from '../ui/choice'
import { number, t } from '../words'
import { say } from '../words/resident'
import { type Facet, facets, type Wanted } from './query'

type Counts = components['schemas']['Found']['facets']

/** The chips that narrow down, each with how many it would leave; the chosen one takes itself away. */
export function Narrow({ wanted, counts }: { wanted: Wanted; counts?: Counts }) {
  return (
    <fieldset class="narrow">
      <legend class="hush">{say.search.filters}</legend>
      {facets.map((name) => (
        <Group key={name} name={name} chosen={wanted[name]} counts={counts?.[name]} />
      ))}
    </fieldset>
  )
}

interface GroupProps {
  name: Facet
  chosen: string
  counts?: { value: string; count: number }[]
}

function Group({ name, chosen, counts = [] }: GroupProps) {
  // A chosen value stays, with nothing found too: how else would one take it away?
  const missing = chosen && !counts.some((one) => one.value === chosen)
  const shown = [...(missing ? [{ value: chosen, count: 0 }] : []), ...counts]
  if (shown.length === 0) return null
  return (
    <div class="narrowed">
      <p class="by small soft" aria-hidden="true">
        {say.search.by[name]}
      </p>
      <Chips label={say.search.by[name]}>
        {shown.map(({ value, count }) => (
          <Chip
            key={value}
            on={value === chosen}
            icon={value === chosen ? 'close' : name === 'category' ? categoryOf(value)?.icon : undefined}
            onToggle={(on) => setQuery({ [name]: on ? value : undefined })}
          >
            {label(name, value)} <bdi class="soft">{number(count)}</bdi>
          </Chip>
        ))}
      </Chips>
    </div>
  )
}

function label(name: Facet, value: string): string {
  if (name === 'status') return (t.report.status as Record<string, string>)[value] ?? value
  return (name === 'area' ? areaName(value) : categoryName(value)) || value
}
