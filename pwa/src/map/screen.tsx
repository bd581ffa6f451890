// The map of reports, and below it the list of what it shows: the map is a comfort, the list is complete.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api, ask } from '../api'
import { areaOf, type City } from '../city'
import { useLoad } from '../load'
import { locate } from '../location'
import { ReportCard, ReportList } from '../report/card'
import { FilterBar } from '../report/filter_bar'
import { type Filter, filterOf, querySerializer } from '../report/query'
import { href, type ScreenProps } from '../route'
import { Chip } from '../ui/choice'
import { ErrorNote } from '../ui/empty'
import { Icon } from '../ui/icon'
import { Page } from '../ui/page'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'
import { type Leaflet, MapBox } from './box'
import type { ReportLayer } from './layer'
import type { Board } from './leaflet'

type Box = City['box']

export default function MapScreen({ query }: ScreenProps) {
  const filter = filterOf(query)
  const board = useRef<{ board: Board; leaflet: Leaflet; layer: ReportLayer } | undefined>(undefined)
  const view = useSignal<Box | undefined>(undefined)
  const picked = useSignal('')
  const failed = useSignal(false)
  const tiles = tileQuery(filter)
  useEffect(() => board.current?.layer.choose(tiles), [tiles])
  useEffect(() => {
    const area = areaOf(filter.area)
    const open = board.current
    if (area && open) open.board.map.fitBounds(open.leaflet.boundsOf(area.box))
  }, [filter.area])
  const opened = (made: Board, leaflet: Leaflet) => {
    const layer = new leaflet.ReportLayer(made.map, {
      onPick: (id) => (picked.value = id),
      // First the pins, which people came for; then the outlines under them and the list beside them.
      onState: (state) => {
        failed.value = state === 'failed'
        if (state === 'loading') return
        view.value = boxOf(made)
        made.outline()
      },
    })
    board.current = { board: made, leaflet, layer }
    const area = areaOf(filter.area)
    if (area) made.map.fitBounds(leaflet.boundsOf(area.box))
    layer.choose(tiles)
  }
  return (
    <Page title={t.title.map} width="full" actions={<ListLink />}>
      <div class="mapscreen">
        <div>
          <div class="mapbar">
            <FilterBar filter={filter}>
              <Chip icon="locate" onToggle={() => goHere(board.current)}>
                {say.map.here}
              </Chip>
            </FilterBar>
          </div>
          <MapBox label={say.map.label} class="whole" bare onOpen={opened} />
        </div>
        <div class="mapside stack">
          {failed.value && <p class="soft">{say.map.failed}</p>}
          <h2>{say.map.in_view}</h2>
          <InView box={view.value} filter={filter} />
          <p class="soft small">{say.map.same}</p>
        </div>
      </div>
      <Picked id={picked.value} onClose={() => (picked.value = '')} />
    </Page>
  )
}

function ListLink() {
  return (
    <a class="btn ghost" href={`${href('/reports')}${location.search}`}>
      <Icon name="list" />
      {say.map.list}
    </a>
  )
}

function tileQuery({ category, domain, status }: Filter): string {
  const query = new URLSearchParams()
  if (category) query.set('category', category)
  else if (domain) query.set('domain', domain)
  if (status) query.set('status', status)
  return query.toString()
}

function boxOf({ map }: Board): Box {
  const bounds = map.getBounds()
  return { west: bounds.getWest(), south: bounds.getSouth(), east: bounds.getEast(), north: bounds.getNorth() }
}

async function goHere(open?: { board: Board; leaflet: Leaflet }): Promise<void> {
  if (!open) return
  try {
    const at = await locate()
    const { L } = open.leaflet
    L.circleMarker([at.lat, at.lon], { radius: 9, className: 'area-rough' })
      .bindTooltip(say.map.you)
      .addTo(open.board.map)
    open.board.map.setView([at.lat, at.lon], 16)
  } catch {
    toast(t.home.near_denied)
  }
}

function InView({ box, filter }: { box?: Box; filter: Filter }) {
  const bbox = box && [box.west, box.south, box.east, box.north].map((side) => side.toFixed(5)).join(',')
  const { category, status } = filter
  const domain = category ? '' : filter.domain
  const { data, error, reload } = useLoad(async () => {
    if (!bbox) return undefined
    const query = {
      bbox,
      sort: 'new' as const,
      limit: 20,
      category: category ? [category] : undefined,
      domain: domain ? [domain] : undefined,
      status: status ? [status] : undefined,
    }
    return ask(api.GET('/api/v1/search', { params: { query }, querySerializer }))
  }, [bbox, category, domain, status])
  return (
    <>
      <ErrorNote error={error} onRetry={reload} />
      {!error && <ReportList reports={data?.items} />}
      {data?.items.length === 0 && <p class="soft">{say.list.none}</p>}
      {data && data.total > data.items.length && (
        <a class="btn soft" href={`${href('/reports')}${location.search}`}>
          {t.home.all}
        </a>
      )}
    </>
  )
}

function Picked({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, reload } = useLoad(
    async () => (id ? ask(api.GET('/api/v1/reports/{id}', { params: { path: { id } } })) : undefined),
    [id],
  )
  return (
    <Sheet open={!!id} title={t.title.report} onClose={onClose}>
      <ErrorNote error={error} onRetry={reload} />
      {data && data.id === id ? <ReportCard report={data} /> : !error && <ReportList />}
    </Sheet>
  )
}
