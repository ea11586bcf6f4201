import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client.js';

interface FailureProps {
  readonly error: Schemas['AttemptError'];
  readonly isOpen: boolean;
}

/** What a consumer has said of its failure. */
export function Failure({ error: { name, message, stack }, isOpen }: FailureProps) {
  const { t } = useTranslation();
  return (
    <>
      <p className="[overflow-wrap:anywhere]">
        <span className="font-mono text-code font-medium">{name}</span> {message}
      </p>
      {stack !== undefined && (
        <details open={isOpen}>
          <summary className="text-small text-muted">{t('timeline.stack')}</summary>
          <pre
            tabIndex={0}
            className="mt-1 max-h-60 overflow-auto rounded-md border border-line bg-raised p-2 font-mono text-code"
          >
            {stack}
          </pre>
        </details>
      )}
    </>
  );
}
