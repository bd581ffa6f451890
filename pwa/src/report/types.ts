import type { components } from '../api'

// The wire's shapes that the screens of reports share, by their short names.
export type Report = components['schemas']['Report']
export type Summary = components['schemas']['ReportSummary']
export type Update = components['schemas']['Update']
export type PhotoView = components['schemas']['Photo']
export type ReportStatus = Summary['status']

/** Statuses in which work is to be done. */
export const open: readonly ReportStatus[] = ['submitted', 'acknowledged', 'in_progress']

/** A reference number as one says it: 3-3-4. */
export function spoken(ref: string): string {
  return ref.replace(/^(\d{3})(\d{3})(\d+)$/, '$1-$2-$3')
}
