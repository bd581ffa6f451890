import { api } from '../api'
import { boot } from '../boot'
import { online } from '../online'
import { enqueue } from '../outbox'
import { preferences } from '../outbox/changes'
import { href } from '../route'
import { type Me, me } from '../session'
import { Icon } from '../ui/icon'
import { Menu } from '../ui/menu'
import { langNames, langs, pageLang, t } from '../words'
import { say } from '../words/resident'
import './languages.css'

const offered = () => langs.filter((lang) => !boot.languages?.length || boot.languages.includes(lang))

/** The same behind the globe that everybody knows, for somebody who cannot read this page. */
export function LangMenu() {
  const items = offered().map((lang) => ({
    label: langNames[lang],
    lang,
    href: href('/me', lang),
    on: lang === pageLang(),
    onPick: () => keep(lang),
  }))
  return <Menu label={t.app.language} icon="language" items={items} />
}

/** The city's languages, each by its own name: links, because another language is another page. */
export function Languages() {
  return (
    <div class="field">
      <p class="strong" id="languages">
        {say.me.language}
      </p>
      <ul class="languages" aria-labelledby="languages">
        {offered().map((lang) => (
          <li key={lang}>
            <a
              class="choice"
              href={href('/me', lang)}
              lang={lang}
              aria-current={lang === pageLang() ? 'true' : undefined}
              onClick={() => keep(lang)}
            >
              <bdi class="grow">{langNames[lang]}</bdi>
              {lang === pageLang() && <Icon name="check" size={20} />}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function keep(lang: string): void {
  if (!me.value) return
  // The page is about to go: what can't be sent now is kept.
  if (!online.value) void enqueue(preferences({ lang }))
  else void api.PATCH('/api/v1/me', { body: { lang: lang as Me['lang'] }, keepalive: true }).catch(() => {})
}
