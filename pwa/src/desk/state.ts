// What the desk knows and what keys and buttons do to it.
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, ask, problemText } from '../api'
import { useLoad } from '../load'
import { usePages } from '../pages'
import type { Report, Summary } from '../report/types'
import { me } from '../session'
import { announce, toast } from '../ui/toast'
import { t } from '../words'
import { staff } from '../words/staff'
import { actsFor, inverseOf, type Name, post } from './act'
import { choose, focusChosen, focusRow, wide } from './console'
import { countDay, filterOf, findQueue } from './queue'

/** What the desk knows, and how it changes. */
export function useDesk(query: URLSearchParams, authorities: string[]) {
  const filter = filterOf(query, authorities)
  const current = query.get('report') ?? ''
  const composing = useSignal<{ name: Name; of: string } | undefined>(undefined)
  const pages = usePages((after) => findQueue(filter, after), [JSON.stringify(filter)])
  const day = useLoad(() => countDay(filter.authority), [filter.authority])
  const officials = useLoad(
    () => ask(api.GET('/api/v1/authorities/{code}/officials', { params: { path: { code: filter.authority } } })),
    [filter.authority],
  )
  const whole = useLoad(
    async () =>
      current ? await ask(api.GET('/api/v1/reports/{id}', { params: { path: { id: current } } })) : undefined,
    [current],
  )
  const items = pages.data?.items ?? []
  const count = pages.data?.items.length
  useEffect(() => {
    if (count !== undefined) announce(t.report.count(count))
  }, [count])
  // The answer for another report may still be on the screen while the next one is on its way.
  const report = whole.data?.id === current ? whole.data : undefined
  const replace = (now: Report) => {
    if (now.id === current) whole.set(now)
    pages.set({ ...pages.data, items: items.map((one) => (one.id === now.id ? summaryOf(one, now) : one)) })
    day.reload()
  }
  return {
    filter,
    current,
    composing,
    pages,
    day,
    officials: officials.data?.items ?? [],
    whole,
    items,
    report,
    replace,
  }
}

// A whole report holds all that a row shows.
function summaryOf(row: Summary, now: Report): Summary {
  const { status, contested, overdue, awaiting_answer, due_at, updated_at, authority, rev } = now
  return {
    ...row,
    status,
    contested,
    overdue,
    awaiting_answer,
    due_at,
    updated_at,
    authority,
    rev,
    assignee: now.assignee,
  }
}

/** What useDesk gives. */
export type DeskState = ReturnType<typeof useDesk>

/** Asks for everything again. */
export function refresh({ pages, day, whole }: DeskState) {
  pages.reload()
  day.reload()
  whole.reload()
}

/** What keys and buttons do on the desk. */
export function handlesOf({ composing, current, report, replace }: DeskState) {
  const back = () => {
    if (!focusRow(current)) focusChosen()
  }
  const takeBack = async (body: ReturnType<typeof inverseOf>) => {
    try {
      if (body && report) replace(await post(report, body))
      toast(staff.act.undone)
    } catch (error) {
      toast(problemText(error))
    }
  }
  const tell = (name: Name, before: Report, now: Report) => {
    replace(now)
    const inverse = inverseOf(name, before)
    const word = name in staff.act.done ? (name as keyof typeof staff.act.done) : 'status'
    toast(staff.act.done[word], inverse && { label: t.act.undo, run: () => takeBack(inverse) })
  }
  return {
    start(name: Name) {
      if (report && actsFor(report).some((act) => act.name === name)) composing.value = { name, of: current }
    },
    leave() {
      if (composing.value) composing.value = undefined
      else if (!wide.value && current) choose('report', undefined)
      back()
    },
    done(now: Report) {
      const name = composing.value?.name
      composing.value = undefined
      if (name && report) tell(name, report, now)
      back()
    },
    async takeOn() {
      const own = me.value?.id
      if (!report?.viewer?.can.includes('assign') || !own || report.assignee === own) return
      const inverse = inverseOf('assign', report)
      try {
        if (inverse) tell('assign', report, await post(report, { ...inverse, assignee: own }))
      } catch (error) {
        toast(problemText(error))
      }
    },
  }
}
