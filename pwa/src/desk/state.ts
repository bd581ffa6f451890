// What the desk knows and what keys and buttons do to it.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api, ask, problemText } from '../api'
import { useLoad } from '../load'
import { usePages } from '../pages'
import type { Report, Summary } from '../report/types'
import { me } from '../session'
import { announce, toast } from '../ui/toast'
import { number, t } from '../words'
import { staff } from '../words/staff'
import { actsFor, inverseOf, type Name, post } from './act'
import { choose, focusChosen, focusRow, wide } from './console'
import { loadDrafts } from './drafts'
import { type Held, held, heldFor, onSent, resume, secondsLeft, send, sendAll, takeBack } from './held'
import { filterOf, findQueue } from './queue'
import { listTemplates } from './template'

/** What the desk knows, and how it changes. */
export function useDesk(query: URLSearchParams, authorities: string[]) {
  const filter = filterOf(query, authorities)
  const current = query.get('report') ?? ''
  const code = filter.authority
  const path = { params: { path: { code } } }
  const composing = useSignal<{ name: Name; of: string } | undefined>(undefined)
  const selected = useSignal<ReadonlySet<string>>(new Set())
  const acting = useSignal<Name | ''>('')
  const pages = usePages((after) => findQueue(filter, after), [JSON.stringify(filter)])
  const day = useLoad(() => ask(api.GET('/api/v1/authorities/{code}/numbers', path)), [code])
  const officials = useLoad(() => ask(api.GET('/api/v1/authorities/{code}/officials', path)), [code])
  const templates = useLoad(() => listTemplates(code), [code])
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
  useEffect(() => {
    selected.value = new Set()
  }, [JSON.stringify(filter)])
  // The answer for another report may still be on the screen while the next one is on its way.
  const report = whole.data?.id === current ? whole.data : undefined
  // Answers come when they come: each is put into what is there by then.
  const latest = useRef({ pages, whole, current })
  latest.current = { pages, whole, current }
  const replace = (now: Report) => {
    const { data } = latest.current.pages
    if (now.id === latest.current.current) latest.current.whole.set(now)
    if (!data) return
    const renewed = { ...data, items: data.items.map((one) => (one.id === now.id ? summaryOf(one, now) : one)) }
    latest.current.pages.set(renewed)
    latest.current.pages = { ...latest.current.pages, data: renewed }
  }
  return {
    filter,
    current,
    composing,
    selected,
    acting,
    pages,
    day,
    officials: officials.data?.items ?? [],
    templates,
    whole,
    items,
    report,
    replace,
  }
}

// A whole report holds all that a row shows.
function summaryOf(row: Summary, now: Report): Summary {
  const { status, contested, overdue, awaiting_answer, due_at, updated_at, authority, rev, assignee } = now
  return { ...row, status, contested, overdue, awaiting_answer, due_at, updated_at, authority, rev, assignee }
}

/** What useDesk gives. */
export type DeskState = ReturnType<typeof useDesk>

/** Asks for everything again. */
export function refresh({ pages, day, whole }: DeskState) {
  pages.reload()
  day.reload()
  whole.reload()
}

/** Ties what waits to the desk: shows what came of it, sends it all when the desk is left. */
export function useHeld(desk: DeskState): void {
  useEffect(() => {
    onSent.run = (one, now) => {
      desk.replace(now)
      desk.day.reload()
      toast(doneText(one.name))
    }
    onSent.failed = (one) => {
      toast(`${one.label} : ${staff.hold.failed}`)
      if (desk.current === one.report.id) desk.whole.reload()
    }
  })
  useEffect(() => {
    void loadDrafts()
    void resume()
    return () => {
      onSent.run = (one) => toast(doneText(one.name))
      void sendAll()
    }
  }, [])
}

/** What is said of an act that has arrived. */
export function doneText(name: Name): string {
  return staff.act.done[name in staff.act.done ? (name as keyof typeof staff.act.done) : 'status']
}

/** Takes back the last act that waits, or the one given. */
export function undo(one: Held | undefined = held.value.findLast(({ state }) => state !== 'sending')): void {
  if (one && takeBack(one.id)) toast(staff.hold.undone)
}

/** What keys and buttons do on the desk. */
export function handlesOf(desk: DeskState) {
  const { composing, current, report, replace, selected, acting, day } = desk
  const back = () => {
    if (!focusRow(current)) focusChosen()
  }
  const takeBackSent = async (body: ReturnType<typeof inverseOf>) => {
    try {
      if (body && report) replace(await post(report, body))
      toast(staff.act.undone)
    } catch (error) {
      toast(problemText(error))
    }
  }
  const tell = (name: Name, before: Report, now: Report) => {
    replace(now)
    day.reload()
    const inverse = inverseOf(name, before)
    toast(doneText(name), inverse && { label: t.act.undo, run: () => takeBackSent(inverse) })
  }
  return {
    async start(name: Name) {
      if (selected.value.size > 0) {
        acting.value = name
        return
      }
      const waiting = heldFor(current)
      // What was decided before stands before what comes now.
      if (waiting) await send(waiting.id)
      if (report && actsFor(report).some((act) => act.name === name)) composing.value = { name, of: current }
    },
    leave() {
      if (composing.value) composing.value = undefined
      else if (acting.value) acting.value = ''
      else if (selected.value.size > 0) selected.value = new Set()
      else if (!wide.value && current) choose('report', undefined)
      back()
    },
    done(now: Report) {
      const name = composing.value?.name
      composing.value = undefined
      if (name && report) tell(name, report, now)
      back()
    },
    held(one: Held) {
      composing.value = undefined
      announce(staff.hold.held(one.label, number(secondsLeft(one))))
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

export type Handles = ReturnType<typeof handlesOf>
