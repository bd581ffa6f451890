import { href } from '../route'
import { Empty } from '../ui/empty'
import { Page } from '../ui/page'
import { t } from '../words'

export default function NotFound() {
  return (
    <Page title={t.title.not_found}>
      <Empty icon="compass" text={t.state.not_found_text} action={{ label: t.nav.home, href: href('/') }} />
    </Page>
  )
}
