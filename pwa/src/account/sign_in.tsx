import { go, type ScreenProps } from '../route'
import { me } from '../session'
import { Button } from '../ui/button'
import { Note } from '../ui/empty'
import { Page } from '../ui/page'
import { t } from '../words'
import { say } from '../words/resident'
import { SignInForm } from './sign_in_form'
import { ownPath } from './typed'

/** Signing in, and back to where one was. */
export default function SignIn({ query }: ScreenProps) {
  const on = () => void go(ownPath(query.get('next')), 'replace')
  return (
    <Page title={t.title.sign_in} back="/me">
      <div class="stack">
        {query.get('why') === 'support' && (
          <Note icon="hand">
            <p>{say.sign_in.why_support}</p>
          </Note>
        )}
        {me.value ? (
          <>
            <p>{say.sign_in.already}</p>
            <Button look="primary" block onClick={on}>
              {say.sign_in.go_on}
            </Button>
          </>
        ) : (
          <SignInForm onDone={on} offer />
        )}
      </div>
    </Page>
  )
}
