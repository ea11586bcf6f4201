import { useTranslation } from 'react-i18next';
import { previewOf, type Body } from './payload.js';

/** What a message begins with, in one line of a table. */
export function Preview({ message }: { readonly message: Body }) {
  const { t } = useTranslation();
  if (message.bodyEncoding === 'base64') return <span className="text-muted">{t('message.binary')}</span>;
  return <span className="font-mono text-code text-muted">{previewOf(message)}</span>;
}
