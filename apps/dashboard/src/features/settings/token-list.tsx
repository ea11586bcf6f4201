import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { tokensKey, useTokens, type Token } from '../../data/access.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogButtons } from '../../ui/dialog.js';
import { Ago, Instant } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { PlainTable } from '../../ui/plain-table.js';
import { Section } from '../../ui/section.js';
import { TokenForm } from './token-form.js';

/** API tokens, among them the sessions of browsers. */
export function TokenList() {
  const { t } = useTranslation();
  const { data, error } = useTokens();
  const [isAdding, setAdding] = useState(false);
  const add = (
    <Button onClick={() => setAdding(true)}>
      <Plus size={14} aria-hidden />
      {t('tokens.add')}
    </Button>
  );
  const headers = [
    t('tokens.description'),
    t('tokens.user'),
    t('users.role'),
    t('tokens.goodFor'),
    t('tokens.created'),
    t('tokens.lastUsed'),
    t('tokens.expires'),
    t('common.actions'),
  ];
  return (
    <Section title={t('tokens.title')} aside={add}>
      {error !== null && <ProblemNotice error={error} />}
      {data === undefined ? (
        error === null && <Loading rows={3} />
      ) : (
        <PlainTable label={t('tokens.title')} headers={headers}>
          {data.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </PlainTable>
      )}
      {isAdding && <TokenForm onClose={() => setAdding(false)} />}
    </Section>
  );
}

function TokenRow({ token }: { readonly token: Token }) {
  const { t } = useTranslation();
  const [isRevoking, setRevoking] = useState(false);
  return (
    <tr>
      <td>
        <span className="font-medium">{token.description === '' ? t('tokens.unnamed') : token.description}</span>{' '}
        <span className="font-mono text-code text-muted">{token.prefix}…</span>
      </td>
      <td>{token.user}</td>
      <td>{t(`role.${token.role}`)}</td>
      <td>{token.vhosts?.join(', ') ?? t('tokens.everywhere')}</td>
      <td>
        <Ago at={token.createdAt} />
      </td>
      <td>
        <Ago at={token.lastUsedAt} />
      </td>
      <td>{token.expiresAt === null ? t('tokens.never') : <Instant at={token.expiresAt} />}</td>
      <td>
        <Button look="quiet" className="h-7" onClick={() => setRevoking(true)}>
          {t('tokens.revoke')}
        </Button>
        {isRevoking && <RevokeToken token={token} onClose={() => setRevoking(false)} />}
      </td>
    </tr>
  );
}

function RevokeToken({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => answerOf(api.DELETE('/v1/tokens/{token}', { params: { path: { token: token.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensKey }),
  });
  return (
    <Dialog title={t('tokens.revokeTitle')} description={t('tokens.revokeMeans')} onClose={onClose}>
      {revoke.error && <ProblemNotice error={revoke.error} />}
      <DialogButtons>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button look="destructive" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          {t('tokens.revoke')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
