import { useSignal } from '@preact/signals'
import { withProof } from '../account/proof'
import { api, ask, type components } from '../api'
import { csvOf, save } from '../desk/csv'
import { useLoad } from '../load'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/empty'
import { toast } from '../ui/toast'
import { ulid } from '../ulid'
import { number } from '../words'
import { own } from './words'

type Letter = components['schemas']['Letter']

// The batch that is not printed yet: the same one is fetched again after a line that broke, or another day.
const memory = 'jemaa-letters'

function tableOf(letters: Letter[]): string[][] {
  const { name, address, lang, code, until } = own.columns
  return [
    [name, address, lang, code, until],
    ...letters.map((one) => [one.name, one.address, one.lang, one.code, one.lapse_at.slice(0, 10)]),
  ]
}

/** The letters that wait, as a file for the print shop; then their words are forgotten. */
export function Letters() {
  const { data, error, reload } = useLoad(() => ask(api.GET('/api/v1/counter/waiting')))
  const batch = useSignal(localStorage.getItem(memory) ?? '')
  const drawn = useSignal<number | undefined>(undefined)
  const busy = useSignal('')
  const problem = useSignal<unknown>(undefined)
  const run = async (what: string, act: () => Promise<void>) => {
    busy.value = what
    problem.value = undefined
    try {
      await act()
    } catch (thrown) {
      problem.value = thrown
    }
    busy.value = ''
    reload()
  }
  const draw = () =>
    run('draw', async () => {
      const id = batch.value || ulid()
      const found = await withProof(() => ask(api.PUT('/api/v1/counter/letters/{id}', { params: { path: { id } } })))
      drawn.value = found.letters.length
      batch.value = found.letters.length ? id : ''
      if (batch.value) {
        localStorage.setItem(memory, id)
        save(csvOf(tableOf(found.letters)), `lettres-${new Date().toISOString().slice(0, 10)}.csv`)
      } else localStorage.removeItem(memory)
    })
  const printed = () =>
    run('printed', async () => {
      await withProof(() => ask(api.DELETE('/api/v1/counter/letters/{id}', { params: { path: { id: batch.value } } })))
      localStorage.removeItem(memory)
      batch.value = ''
      drawn.value = undefined
      toast(own.forgotten)
    })
  const waiting = data?.waiting ?? 0
  return (
    <section class="card stack">
      <h2>{own.letters}</h2>
      <p role="status">
        {data && (waiting > 0 ? own.waiting(number(waiting)) : own.no_letters)}
        {!!drawn.value && ` ${own.drawn(number(drawn.value))}`}
      </p>
      <ErrorNote error={problem.value ?? error} />
      {(waiting > 0 || batch.value) && (
        <Button icon="print" busy={busy.value === 'draw'} onClick={draw}>
          {batch.value ? own.draw_again : own.draw}
        </Button>
      )}
      {batch.value && (
        <Button look="primary" icon="check" busy={busy.value === 'printed'} onClick={printed}>
          {own.printed}
        </Button>
      )}
    </section>
  )
}
