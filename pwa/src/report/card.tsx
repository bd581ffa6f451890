import type { ComponentChildren } from 'preact'
import { areaName, categoryName, categoryOf, city } from '../city'
import { href } from '../route'
import { Badge, StatusPill } from '../ui/badge'
import { Icon } from '../ui/icon'
import { Photo } from '../ui/photo'
import { Ago } from '../ui/time'
import { distance, t } from '../words'
import type { Summary } from './types'

interface CardProps {
  report: Summary & { distance_m?: number }
  /** The passage with what was found in it, instead of the excerpt. */
  passage?: ComponentChildren
  heading?: ComponentChildren
  level?: 'h2' | 'h3'
  /** Where the card leads, when not to the report's page. */
  to?: string
}

/** A report in a list: what, where, since when, and how it stands. The whole card is one link. */
export function ReportCard({ report, passage, heading, level: Level = 'h3', to }: CardProps) {
  const name = report.title || categoryName(report.category)
  return (
    <a class="card report" href={to ?? href(`/reports/${report.id}`)}>
      <Thumb report={report} />
      <div class="grow">
        <Level class="name" lang={report.title ? report.lang || undefined : undefined} dir="auto">
          {heading ?? name}
        </Level>
        <p class="soft small clip" lang={report.lang || undefined} dir="auto">
          {passage ?? report.excerpt}
        </p>
        <p class="soft small where">
          {areaName(report.area)}
          {report.distance_m !== undefined && <bdi> · {distance(report.distance_m)}</bdi>} ·{' '}
          <Ago iso={report.created_at} />
        </p>
        <Marks report={report} />
      </div>
    </a>
  )
}

function Thumb({ report }: { report: Summary }) {
  if (report.photo) return <Photo photo={report.photo.id} color={report.photo.color} alt="" ratio="1" sizes="96px" />
  return <span class="thumb">{city.value && <Icon name={categoryOf(report.category)?.icon ?? 'pin'} size={32} />}</span>
}

/** How a report stands, in pills. */
export function Marks({ report }: { report: Summary }) {
  return (
    <div class="row marks">
      <StatusPill status={report.status} />
      {report.contested && <Badge look="alert">{t.report.contested}</Badge>}
      {report.awaiting_answer && <Badge icon="clock">{t.report.awaiting}</Badge>}
      {report.overdue && !report.awaiting_answer && (
        <Badge look="alert" icon="clock">
          {t.report.overdue}
        </Badge>
      )}
      {report.supports > 0 && (
        <Badge icon="people">
          <span aria-hidden="true">
            <bdi>{report.supports}</bdi>
          </span>
          <span class="hush">{t.report.supports(report.supports)}</span>
        </Badge>
      )}
    </div>
  )
}

/** Reports, one under the other; as bones until they are there. */
export function ReportList({ reports, level }: { reports?: CardProps['report'][]; level?: 'h2' | 'h3' }) {
  if (!reports) return <Bones />
  return (
    <ul class="stack cards">
      {reports.map((report) => (
        <li key={report.id}>
          <ReportCard report={report} level={level} />
        </li>
      ))}
    </ul>
  )
}

export function Bones({ count = 3 }: { count?: number }) {
  return (
    <div class="stack" role="status" aria-label={t.app.loading}>
      {Array.from({ length: count }, (_, i) => (
        <div key={i} class="bone" style={{ blockSize: '7.5rem' }} />
      ))}
    </div>
  )
}
