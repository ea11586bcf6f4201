import { Check, Copy as CopyIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './icon-button.js';
import { useCopied } from './use-copied.js';

/** Copies the whole of what may be shown shortened. */
export function Copy({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useTranslation();
  const [isDone, copy] = useCopied();
  return (
    <IconButton
      icon={isDone ? Check : CopyIcon}
      label={isDone ? t('common.copied') : (label ?? t('common.copy'))}
      onClick={() => copy(text)}
      className="size-6"
    />
  );
}
