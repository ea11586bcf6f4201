import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useAttention } from '../attention/use-attention.js';
import { useMay } from '../data/identity.js';
import { useFormat } from '../preferences/format.js';
import { Mark } from '../ui/mark.js';
import { placeGroups } from './navigation.js';

export function SideNavigation({ onFollow }: { readonly onFollow?: () => void }) {
  const { t } = useTranslation();
  const follow = onFollow === undefined ? {} : { onClick: onFollow };
  return (
    <nav aria-label={t('shell.places')} className="flex flex-col gap-4 p-2">
      <Link to="/" className="flex h-8 items-center gap-2 px-2 font-semibold tracking-tight" {...follow}>
        <Mark />
        Howdah
      </Link>
      {placeGroups.map((group, index) => (
        <ul key={index} className="flex flex-col gap-0.5">
          {group.map(({ to, name, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ exact: to === '/', includeSearch: false }}
                className="touch flex h-8 items-center gap-2.5 rounded-md px-2 text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink"
                {...follow}
              >
                <Icon size={15} aria-hidden />
                <span className="flex-1">{t(`places.${name}`)}</span>
                {to === '/' && <Trouble />}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

/** Seen from every page: how much needs somebody. */
function Trouble() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useAttention(useMay('viewer'));
  const count = data?.findingCount ?? 0;
  if (count === 0) return null;
  return (
    <span className="figure rounded-full bg-critical-paper px-1.5 text-small font-medium text-critical">
      {format.compact(count)}
      <span className="sr-only"> {t('shell.findings', { count })}</span>
    </span>
  );
}
