import { Check, Copy as CopyIcon } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './icon-button.js';
import { copyText } from './clipboard.js';

/** Copies the whole of what may be shown shortened. */
export function Copy({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useTranslation();
  const [isDone, setDone] = useState(false);
  const copy = () => {
    copyText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1_500);
  };
  return (
    <IconButton
      icon={isDone ? Check : CopyIcon}
      label={isDone ? t('common.copied') : (label ?? t('common.copy'))}
      onClick={copy}
      className="size-6"
    />
  );
}
