import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import { identityKey } from '../../data/identity.js';
import { EnvironmentBar } from '../../environment/environment-bar.js';
import { setWindowTitle } from '../../environment/window-title.js';
import { Button } from '../../ui/button.js';
import { Field, Input } from '../../ui/field.js';
import { Mark } from '../../ui/mark.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';

/** `isAgain`: somebody was signed in a moment ago. */
export function SignIn({ isAgain }: { readonly isAgain: boolean }) {
  const { t } = useTranslation();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useSignIn();
  useEffect(() => setWindowTitle(t('session.signIn')), [t]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ user, password });
  };
  return (
    <div className="flex min-h-full flex-col bg-raised">
      <EnvironmentBar />
      <main className="flex flex-1 items-start justify-center px-4 pt-[14vh] pb-8">
        <form onSubmit={submit} className="flex w-full max-w-80 flex-col gap-4 rounded-lg border border-line bg-paper p-6">
          <h1 className="flex items-center gap-2 text-title font-semibold tracking-tight">
            <Mark size={24} />
            {t('session.title')}
          </h1>
          {isAgain && <Notice severity="warn">{t('session.ended')}</Notice>}
          <Field label={t('session.user')}>
            {(ids) => (
              <Input
                {...ids}
                name="username"
                autoComplete="username"
                required
                autoFocus
                value={user}
                onChange={({ target }) => setUser(target.value)}
              />
            )}
          </Field>
          <Field label={t('session.password')}>
            {(ids) => (
              <Input
                {...ids}
                {...{ name: 'password', type: 'password', autoComplete: 'current-password', required: true, value: password }}
                onChange={({ target }) => setPassword(target.value)}
              />
            )}
          </Field>
          {signIn.error &&
            (isRefusal(signIn.error) ? (
              <Notice severity="critical" isLoud>
                {t('session.refused')}
              </Notice>
            ) : (
              <ProblemNotice error={signIn.error} />
            ))}
          <Button type="submit" look="primary" disabled={signIn.isPending}>
            {t('session.signIn')}
          </Button>
        </form>
      </main>
    </div>
  );
}

function isRefusal(error: Error): boolean {
  return error instanceof ApiProblem && error.status === 401;
}

function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    meta: { isSignIn: true },
    mutationFn: (body: { user: string; password: string }) => answerOf(api.POST('/v1/session', { body })),
    onSuccess: ({ user, role }) => {
      client.setQueryData(identityKey, { user, role });
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== identityKey[0] });
    },
  });
}
