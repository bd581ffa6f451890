import { api, ask } from '../api'
import type { Point } from '../city'
import { useLoad } from '../load'
import { ReportList } from '../report/card'
import { ErrorNote } from '../ui/empty'
import { t } from '../words'

/** The reports nearest to a point. */
export default function Around({ at }: { at: Point }) {
  const near = `${at.lon.toFixed(5)},${at.lat.toFixed(5)}`
  const { data, error, loading, reload } = useLoad(
    () => ask(api.GET('/api/v1/search', { params: { query: { near, metres: 2000, sort: 'near', limit: 5 } } })),
    [near],
  )
  return (
    <>
      <ErrorNote error={error} onRetry={reload} />
      {(data || loading) && <ReportList reports={data?.items} />}
      {data?.items.length === 0 && <p class="soft">{t.home.near_none}</p>}
    </>
  )
}
