import { useTranslation } from 'react-i18next';
import type { PeekedMessage } from '../data/messages.js';

/** Where no consumer has told an error, the reason says it. */
export function DiedOf({ message: { deaths } }: { readonly message: Pick<PeekedMessage, 'deaths'> }) {
  const { t } = useTranslation();
  const [death] = deaths;
  if (death === undefined) return <span className="text-muted">–</span>;
  const reason = t(`reason.${death.reason}`);
  if (death.error === undefined) return <span>{reason}</span>;
  const { name, message } = death.error;
  return (
    <span title={`${name}: ${message} (${reason})`}>
      <span className="font-semibold">{name}</span> <span className="text-muted">{message}</span>
    </span>
  );
}
