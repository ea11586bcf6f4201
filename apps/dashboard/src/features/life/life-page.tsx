import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../data/identity.js';
import { useMessageLife, type MessageCopy } from '../../data/messages.js';
import { useMessageId } from '../../data/params.js';
import { useVhost } from '../../data/vhost.js';
import { LifeSection } from '../../lives/life-section.js';
import { useReasonInWords } from '../../lives/use-reason-in-words.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { PlainTable } from '../../ui/plain-table.js';
import { Section } from '../../ui/section.js';
import { StateLabel } from '../../ui/state.js';

/** One message by its id, wherever it is: what has become of it? */
export function LifePage() {
  const { t } = useTranslation();
  const id = useMessageId();
  const mayRead = useMay('payload-viewer');
  const trail = (
    <Link to="/search" className="hover:underline">
      {t('places.search')}
    </Link>
  );
  return (
    <Page title={t('life.title', { id })} trail={trail}>
      {mayRead ? <Life id={id} /> : <Notice severity="info">{t('message.notForRole')}</Notice>}
    </Page>
  );
}

function Life({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const vhost = useVhost();
  const { data, error } = useMessageLife(vhost, id);
  if (error !== null && data === undefined) return <ProblemNotice error={error} />;
  if (data === undefined) return <Loading rows={8} />;
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <p className="text-title">{t(`life.holding.${data.holding}`, { count: data.copies.length })}</p>
      {data.copies.length > 0 && <Copies id={id} copies={data.copies} />}
      <LifeSection vhost={vhost} message={id} />
    </div>
  );
}

function Copies({ id, copies }: { readonly id: string; readonly copies: readonly MessageCopy[] }) {
  const { t } = useTranslation();
  const tell = useReasonInWords();
  return (
    <Section title={t('life.copies')}>
      <PlainTable label={t('life.copies')} headers={[t('consumers.queue'), t('message.state'), t('explain.title')]}>
        {copies.map(({ queue, position, state, reasons }) => (
          <tr key={`${queue} ${position}`}>
            <td>
              <Link
                to="/queues/$queue/messages/$message"
                params={{ queue, message: id }}
                className="font-medium text-accent hover:underline"
              >
                {queue}
              </Link>
            </td>
            <td>
              <StateLabel state={state} />
            </td>
            <td>{reasons.map(tell).join(' ')}</td>
          </tr>
        ))}
      </PlainTable>
    </Section>
  );
}
