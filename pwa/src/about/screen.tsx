import { boot } from '../boot'
import { city, inWords } from '../city'
import { LinkButton } from '../ui/button'
import { Zellige } from '../ui/logo'
import { Page } from '../ui/page'
import { t } from '../words'
import { say } from '../words/resident'

export default function About() {
  const now = city.value
  return (
    <Page title={t.title.about} back="/me">
      <div class="stack">
        <Zellige />
        <p>{say.about.what}</p>
        <section class="section">
          <h2>{say.about.source}</h2>
          <p>{say.about.source_text}</p>
          {boot.source && (
            <LinkButton href={boot.source} icon="copy" rel="noopener" target="_blank">
              <bdi>{boot.source}</bdi>
            </LinkButton>
          )}
        </section>
        {now && (
          <>
            <Text id="terms" title={say.about.terms} text={inWords(now.legal.terms)} />
            <Text id="privacy" title={say.about.privacy} text={inWords(now.legal.privacy)} />
            <Text id="licence" title={say.about.licence} text={inWords(now.legal.licence.words)} />
            <Text id="map" title={say.about.map} text={inWords(now.attribution)} />
            <p class="soft small">
              {say.about.version} : <bdi>{now.legal.version}</bdi>
            </p>
          </>
        )}
        <p class="soft small">{say.about.beta}</p>
      </div>
    </Page>
  )
}

function Text({ id, title, text }: { id: string; title: string; text: string }) {
  return (
    <section class="section" id={id}>
      <h2>{title}</h2>
      <p class="said">{text}</p>
    </section>
  )
}
