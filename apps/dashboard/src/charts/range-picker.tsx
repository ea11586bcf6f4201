import { useTranslation } from 'react-i18next';
import { chartRanges, useChartRange } from '../data/chart-range.js';
import { Choices } from '../ui/choices.js';

const options = chartRanges.map((range) => (range === '15m' ? undefined : range));

/** How far back charts look. */
export function RangePicker() {
  const { t } = useTranslation();
  const range = useChartRange();
  return (
    <Choices label={t('chart.range')} param="range" chosen={range === '15m' ? undefined : range} options={options}>
      {(option) => t(`chart.ranges.${option ?? '15m'}`)}
    </Choices>
  );
}
