import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { groupsMax, useErrorGroups, type ErrorGroup } from '../../data/error-groups.js';
import { useVhost } from '../../data/vhost.js';
import { GroupTable } from '../../errors/group-table.js';
import { useFormat } from '../../preferences/format.js';
import { FilterInput } from '../../ui/filter-input.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';

/** What broke? */
export function DeadLettersPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('places.deadLetters')} fills>
      <Groups />
    </Page>
  );
}

function Groups() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useErrorGroups(useVhost());
  const { filter = '' } = useSearch({ strict: false });
  if (data === undefined) return error === null ? <Loading rows={8} /> : <ProblemNotice error={error} />;
  const shown = matching(data.items, filter);
  return (
    <>
      <FilterInput
        label={t('errors.filter')}
        count={t('errors.shown', { count: shown.length, shown: format.count(shown.length) })}
      />
      {data.nextCursor !== null && <Notice severity="info">{t('errors.more', { count: groupsMax })}</Notice>}
      <GroupTable groups={shown} />
    </>
  );
}

function matching(groups: readonly ErrorGroup[], filter: string): readonly ErrorGroup[] {
  const wanted = filter.toLowerCase();
  return groups.filter(({ errorName, message, queue }) => `${errorName} ${message} ${queue}`.toLowerCase().includes(wanted));
}
