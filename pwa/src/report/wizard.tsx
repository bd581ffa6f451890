import { Page } from '../ui/page'
import { t } from '../words'

export default function Screen() {
  return <Page title={t.title.new_report} />
}
