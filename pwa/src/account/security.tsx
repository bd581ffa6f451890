// Where one's account is open, and what opens it.
import { href } from '../route'
import { me } from '../session'
import { Empty } from '../ui/empty'
import { Page } from '../ui/page'
import { Skeleton } from '../ui/spinner'
import { t } from '../words'
import { Keys } from './keys'
import { Sessions } from './sessions'
import { Tokens } from './tokens'
import { own } from './words'

const signIn = () => `${href('/sign-in')}?next=${encodeURIComponent(href('/me/security'))}`

export default function Security() {
  return (
    <Page title={own.title} back="/me">
      {me.value === undefined && <Skeleton height="8rem" />}
      {me.value === null && <Empty icon="key" text={own.guest} action={{ label: t.act.sign_in, href: signIn() }} />}
      {me.value && (
        <div key={me.value.id}>
          <Keys />
          <Sessions />
          <Tokens />
        </div>
      )}
    </Page>
  )
}
