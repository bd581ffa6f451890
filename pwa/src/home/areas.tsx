import { areaName, city } from '../city'
import { go } from '../route'
import { Select } from '../ui/field'
import { t } from '../words'

/** The districts, for those whose phone does not say where it is. */
export default function Areas() {
  const options = (city.value?.areas ?? []).map((area) => ({ value: area.code, label: areaName(area.code) }))
  return (
    <Select
      label={t.home.area}
      value=""
      empty="—"
      optional
      options={options}
      onValue={(area) => area && void go(`/reports?area=${area}`)}
    />
  )
}
