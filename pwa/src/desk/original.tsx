import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, ask } from '../api'
import { areaName, categoryName } from '../city'
import { useLoad } from '../load'
import { querySerializer } from '../report/query'
import { type Report, type Summary, spoken } from '../report/types'
import { refOf } from '../search/query'
import { Choice } from '../ui/choice'
import { ErrorNote } from '../ui/empty'
import { TextField } from '../ui/field'
import { Spinner } from '../ui/spinner'
import { ago, distance, t } from '../words'
import { staff } from '../words/staff'

interface OriginalProps {
  report: Report
  chosen: string
  error?: string
  onChoose: (id: string) => void
}

/** Finds the report that this one repeats: among those nearby, or by words or a number. */
export function Original({ report, chosen, error, onChoose }: OriginalProps) {
  const text = useSignal('')
  const asked = useSignal('')
  useEffect(() => {
    const timer = setTimeout(() => {
      asked.value = text.value.trim()
    }, 300)
    return () => clearTimeout(timer)
  }, [text.value])
  const {
    data,
    error: failed,
    loading,
    reload,
  } = useLoad(() => candidates(report, asked.value), [report.id, asked.value])
  return (
    <div class="stack">
      <TextField
        label={staff.act.find}
        type="search"
        optional
        maxLength={200}
        value={text.value}
        onValue={(now) => (text.value = now)}
        onKeyDown={(event) => event.key === 'Enter' && !event.ctrlKey && event.preventDefault()}
      />
      <ErrorNote error={failed} onRetry={reload} />
      {loading && !data && <Spinner />}
      {data && data.length > 0 && (
        <Choice
          label={asked.value ? staff.act.which : staff.act.nearby}
          options={data.map((one) => ({
            value: one.id,
            label: one.title || categoryName(one.category),
            hint: hint(one),
          }))}
          value={chosen}
          error={error}
          onValue={onChoose}
        />
      )}
      <p class="soft small" role="status">
        {data?.length === 0 && !loading && (asked.value ? t.state.empty : staff.act.no_near)}
      </p>
      {data?.length === 0 && error && <p class="danger small">{error}</p>}
    </div>
  )
}

type Found = Summary & { distance_m?: number }

function hint(one: Found): string {
  const far = one.distance_m === undefined ? '' : distance(one.distance_m)
  const parts = [t.report.status[one.status], areaName(one.area), far, ago(one.created_at), spoken(one.ref)]
  return parts.filter(Boolean).join(' · ')
}

async function candidates(report: Report, text: string): Promise<Found[]> {
  const found = await (text ? byWords(report, text) : nearby(report))
  return found.filter((one) => one.id !== report.id)
}

async function nearby({ location: { lon, lat }, category, description }: Report): Promise<Found[]> {
  const query = { lon, lat, category, text: description.slice(0, 500) }
  return (await ask(api.GET('/api/v1/reports/similar', { params: { query } }))).items
}

async function byWords({ location: { lon, lat } }: Report, q: string): Promise<Found[]> {
  const ref = refOf(q)
  if (ref) return (await ask(api.GET('/api/v1/reports', { params: { query: { ref } } }))).items
  const query = { q, near: `${lon},${lat}`, metres: 50_000, limit: 8 }
  return (await ask(api.GET('/api/v1/search', { params: { query }, querySerializer }))).items
}
