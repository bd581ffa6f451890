import type { ComponentChildren } from 'preact'
import { href } from '../route'
import { t } from '../words'

/** Where it is kept how many followed reports home showed last. */
export const followedCount = 'jemaa-followed'

/** One of home's three questions, and the way to all that answers it. */
export function Section(props: { title: string; all?: string; class?: string; children: ComponentChildren }) {
  return (
    <section class={`section ${props.class ?? ''}`}>
      <div class="row spread">
        <h2>{props.title}</h2>
        {props.all && (
          <a class="more" href={href(props.all)}>
            {t.home.all}
            <span class="hush">: {props.title}</span>
          </a>
        )}
      </div>
      {props.children}
    </section>
  )
}
