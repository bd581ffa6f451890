// Texts that an authority's officials begin with, kept on the server for all of them, and their fields.
import { api, ask, type components } from '../api'
import { areaOf, categoryOf, city } from '../city'
import { type Summary, spoken } from '../report/types'
import { date, type Lang, langs, pageLang } from '../words'
import type { Name } from './act'

export type Template = components['schemas']['Template']

/** What a report gives the fields of a template. */
export type Filling = Pick<Summary, 'ref' | 'category' | 'area' | 'due_at' | 'authority'>

/** A template's text in one of its languages, as it is offered. */
export interface Offer {
  key: string
  name: string
  lang: Lang
  text: string
}

/** What may be inserted into an act's words: the author's language first, then the reader's. */
export function offersFor(templates: Template[], name: Name, lang: string): Offer[] {
  const order = [...new Set([lang, pageLang(), ...langs])].filter((one): one is Lang => langs.includes(one as Lang))
  return templates
    .filter((one) => !one.for || one.for === name)
    .flatMap((one) =>
      order.flatMap((spoken) => {
        const text = one.texts[spoken]
        return text ? [{ key: `${one.id}/${spoken}`, name: one.name, lang: spoken, text }] : []
      }),
    )
}

/** Puts a report's own in the place of the fields, in the language of the text; braces that name none stay. */
export function fill(text: string, of: Filling, lang: Lang): string {
  const inLang = (names?: Partial<Record<Lang, string>>) => names?.[lang] || names?.fr || ''
  const fields: Record<string, () => string> = {
    ref: () => spoken(of.ref),
    category: () => inLang(categoryOf(of.category)?.names),
    area: () => inLang(areaOf(of.area)?.names),
    due: () => date(of.due_at, 'day', lang),
    authority: () => inLang(city.value?.authorities.find(({ code }) => code === of.authority)?.names),
  }
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => fields[name]?.() || whole)
}

/** Adds a text to words that are there: nothing written is lost. */
export const joined = (before: string, text: string) => (before.trim() ? `${before.trimEnd()}\n${text}` : text)

const path = (code: string, id: string) => ({ params: { path: { code, id } } })

export const listTemplates = async (code: string) =>
  (await ask(api.GET('/api/v1/authorities/{code}/templates', { params: { path: { code } } }))).items

export const putTemplate = (code: string, { id, ...body }: Template) =>
  ask(api.PUT('/api/v1/authorities/{code}/templates/{id}', { ...path(code, id), body }))

export const removeTemplate = (code: string, id: string) =>
  ask(api.DELETE('/api/v1/authorities/{code}/templates/{id}', path(code, id)))
