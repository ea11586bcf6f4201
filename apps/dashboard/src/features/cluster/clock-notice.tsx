import { useTranslation } from 'react-i18next';
import { clockSkewMs } from '../../api/server-clock.js';
import { useFormat } from '../../preferences/format.js';
import { Notice } from '../../ui/notice.js';

const toldFromMs = 10_000;

/** Ages on these pages are right all the same; other programs of this machine may not be so careful. */
export function ClockNotice() {
  const { t } = useTranslation();
  const format = useFormat();
  const skewMs = clockSkewMs();
  if (Math.abs(skewMs) < toldFromMs) return null;
  return (
    <Notice severity="info">
      {t(skewMs > 0 ? 'cluster.clockBehind' : 'cluster.clockAhead', { time: format.duration(Math.abs(skewMs)) })}
    </Notice>
  );
}
