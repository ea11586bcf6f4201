import { Check, CirclePause, Clock, Octagon, Play, RotateCw, type LucideIcon } from 'lucide-react';
import { Circle } from 'lucide-react';
import { useTranslation } from 'react-i18next';

export type MessageState = 'ready' | 'unacked' | 'leased' | 'delayed' | 'scheduled' | 'retrying' | 'dead' | 'done' | 'paused';

interface Look {
  readonly icon: LucideIcon;
  readonly color: string;
  readonly isFilled?: boolean;
}

/** Shape and colour of each state; the word stands beside it. */
const looks: Record<MessageState, Look> = {
  ready: { icon: Circle, color: 'text-ready', isFilled: true },
  unacked: { icon: Play, color: 'text-unacked', isFilled: true },
  leased: { icon: Play, color: 'text-unacked', isFilled: true },
  delayed: { icon: Clock, color: 'text-delayed' },
  scheduled: { icon: Clock, color: 'text-delayed' },
  retrying: { icon: RotateCw, color: 'text-retrying' },
  dead: { icon: Octagon, color: 'text-dead', isFilled: true },
  done: { icon: Check, color: 'text-done' },
  paused: { icon: CirclePause, color: 'text-paused' },
};

export function StateIcon({ state, size = 12 }: { readonly state: MessageState; readonly size?: number }) {
  const { icon: Icon, color, isFilled } = looks[state];
  return <Icon size={size} strokeWidth={2.5} aria-hidden className={color} fill={isFilled === true ? 'currentColor' : 'none'} />;
}

export function StateLabel({ state }: { readonly state: MessageState }) {
  const { t } = useTranslation();
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" title={t(`state.${state}.means`)}>
      <StateIcon state={state} />
      {t(`state.${state}.word`)}
    </span>
  );
}
