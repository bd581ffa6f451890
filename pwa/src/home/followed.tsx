import { api, ask } from '../api'
import { useLoad } from '../load'
import { Bones, ReportList } from '../report/card'
import { t } from '../words'
import { followedCount, Section } from './section'

/** How the reports stand that the person follows. */
export default function Followed() {
  const { data, loading } = useLoad(async () => {
    const found = await ask(api.GET('/api/v1/reports', { params: { query: { followed: 'me', limit: 3 } } }))
    localStorage[followedCount] = found.items.length
    return found.items
  })
  const count = Number(localStorage[followedCount])
  if (data ? data.length === 0 : !loading || !count) return null
  return (
    <Section title={t.home.followed} all="/reports?followed=me">
      {data ? <ReportList reports={data} /> : <Bones count={count} />}
    </Section>
  )
}
