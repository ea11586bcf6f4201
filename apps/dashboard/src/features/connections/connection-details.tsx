import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { clientNameOf } from '../../clients/client-name.js';
import type { Connection } from '../../data/clients.js';
import { useMay } from '../../data/identity.js';
import { Button } from '../../ui/button.js';
import { DefinitionList } from '../../ui/definition-list.js';
import { Dialog, DialogButtons } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { Instant } from '../../ui/instant.js';
import { ProblemNotice } from '../../ui/notice.js';

interface ConnectionDetailsProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

/** What a client tells of itself; an operator may have it closed. */
export function ConnectionDetails({ connection, onClose }: ConnectionDetailsProps) {
  const { t } = useTranslation();
  const mayClose = useMay('operator');
  return (
    <Dialog title={clientNameOf(connection)} onClose={onClose}>
      <DefinitionList
        entries={[
          [t('connections.ends'), connection.name],
          [t('connections.user'), connection.user],
          [t('connections.since'), <Instant key="at" at={connection.connectedAt} />],
          ...Object.entries(connection.details).map(([name, value]) => [name, shown(value)] as const),
        ]}
      />
      {mayClose && <CloseForm connection={connection} onClose={onClose} />}
    </Dialog>
  );
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function CloseForm({ connection: { id }, onClose }: ConnectionDetailsProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const client = useQueryClient();
  const close = useMutation({
    mutationFn: () => {
      const header = reason === '' ? {} : { 'x-reason': reason };
      return answerOf(api.DELETE('/v1/connections/{connection}', { params: { path: { connection: id }, header } }));
    },
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    close.mutate();
  };
  return (
    <form onSubmit={submit} className="mt-5 flex flex-col gap-3 border-t border-line pt-4">
      <p>{t('connections.closeMeans')}</p>
      <Field label={t('connections.reason')} hint={t('connections.reasonHint')}>
        {(ids) => <Input {...ids} pattern="[ -~]*" value={reason} onChange={({ target }) => setReason(target.value)} />}
      </Field>
      {close.error && <ProblemNotice error={close.error} />}
      <DialogButtons>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" look="destructive" disabled={close.isPending}>
          {t('connections.close')}
        </Button>
      </DialogButtons>
    </form>
  );
}
