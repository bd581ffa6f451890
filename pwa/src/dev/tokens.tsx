// The tokens as tokens.css writes them, so that this page can't forget one.
import type { JSX } from 'preact'
import { Card } from '../ui/card'
import css from '../ui/tokens.css?raw'

/** Names of the tokens of the first block, with what is written there. */
const tokens = [...(/:root \{([^}]*)\}/.exec(css)?.[1] ?? '').matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(
  ([, name = '', value = '']) => ({ name, value }),
)

const colour = /^#/
const length = /(rem|px)\)?$/

export function Tokens() {
  const colours = tokens.filter(({ value }) => colour.test(value))
  const lengths = tokens.filter(
    ({ name, value }) => !colour.test(value) && !/shadow|font/.test(name) && length.test(value),
  )
  const others = tokens.filter((one) => !colours.includes(one) && !lengths.includes(one))
  return (
    <Card>
      <div class="stack">
        <Row list={colours} show={(name) => <span class="swatch" style={{ background: `var(${name})` }} />} />
        <Row list={lengths} show={(name) => <span class="measure" style={{ inlineSize: `var(${name})` }} />} />
        <Row list={others} show={(name) => <Other name={name} />} />
        <p dir="ltr" style={{ fontSize: 'var(--title)' }}>
          --title Aa أب ⴰⴱ 0123
        </p>
        <p dir="ltr" style={{ fontSize: 'var(--large)' }}>
          --large Aa أب ⴰⴱ 0123
        </p>
        <p dir="ltr">1rem Aa أب ⴰⴱ 0123</p>
        <p dir="ltr" style={{ fontSize: 'var(--small)' }}>
          --small Aa أب ⴰⴱ 0123
        </p>
      </div>
    </Card>
  )
}

function Row({ list, show }: { list: typeof tokens; show: (name: string) => JSX.Element }) {
  return (
    <ul class="tokens" dir="ltr">
      {list.map(({ name, value }) => (
        <li key={name} title={value}>
          {show(name)}
          <code class="small">{name.slice(2)}</code>
        </li>
      ))}
    </ul>
  )
}

function Other({ name }: { name: string }) {
  if (name.includes('shadow')) return <span class="swatch" style={{ boxShadow: `var(${name})`, border: 0 }} />
  if (name === '--font') return <span style={{ fontFamily: 'var(--font)' }}>Aa</span>
  return <span class="swatch" />
}
