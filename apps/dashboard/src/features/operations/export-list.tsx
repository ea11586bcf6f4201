import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useExports } from '../../data/audit.js';
import { useVhost } from '../../data/vhost.js';
import { Ago } from '../../ui/instant.js';
import { ProblemNotice } from '../../ui/notice.js';
import { PlainTable } from '../../ui/plain-table.js';
import { Section } from '../../ui/section.js';

/** Who took messages out as a file. They go to a browser or a program, and are on record in the audit alone. */
export function ExportList() {
  const { t } = useTranslation();
  const { data, error } = useExports(useVhost());
  if (error !== null) return <ProblemNotice error={error} />;
  if (data === undefined || data.items.length === 0) return null;
  const all = (
    <Link to="/audit" search={{ filter: 'export' }} className="touch inline-flex items-center text-accent hover:underline">
      {t('operations.exportsAll')}
    </Link>
  );
  return (
    <Section title={t('operations.exports')} aside={all}>
      <PlainTable
        label={t('operations.exports')}
        headers={[t('audit.at'), t('audit.user'), t('operations.filter'), t('audit.outcome')]}
      >
        {data.items.map(({ id, at, user, details, outcome, error: code }) => (
          <tr key={id}>
            <td>
              <Ago at={at} />
            </td>
            <td>{user}</td>
            <td className="max-w-xl truncate font-mono text-code">{JSON.stringify(details['conditions'] ?? [])}</td>
            <td>
              {t(`auditOutcome.${outcome}`)} <span className="text-muted">{code}</span>
            </td>
          </tr>
        ))}
      </PlainTable>
    </Section>
  );
}
