import { Check, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { basePath } from '../../api/client.js';
import type { PeekedMessage } from '../../data/messages.js';
import { Button } from '../../ui/button.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import { useCopied } from '../../ui/use-copied.js';
import { copyAsCurl, copyAsJson, copyAsTest } from './message-copies.js';

interface CopyAsProps {
  readonly vhost: string;
  readonly queue: string;
  readonly message: PeekedMessage;
}

/** Takes the message to where it can be looked into: a ticket, a shell, a test. */
export function CopyAs({ vhost, queue, message }: CopyAsProps) {
  const { t } = useTranslation();
  const place = { base: `${location.origin}${basePath}`, vhost, queue };
  const [isDone, copy] = useCopied();
  const Icon = isDone ? Check : Copy;
  return (
    <Menu
      trigger={
        <Button>
          <Icon aria-hidden className="size-4" />
          {isDone ? t('common.copied') : t('message.copyAs')}
        </Button>
      }
    >
      <MenuItem onSelect={() => copy(copyAsJson(message))}>{t('message.copyJson')}</MenuItem>
      <MenuItem onSelect={() => copy(copyAsCurl(place, message))}>{t('message.copyCurl')}</MenuItem>
      <CopyAsTest {...{ queue, message, copy }} />
    </Menu>
  );
}

/** Made when the menu is open: a body of megabytes takes its time. */
function CopyAsTest({
  queue,
  message,
  copy,
}: Pick<CopyAsProps, 'queue' | 'message'> & { readonly copy: (text: string) => void }) {
  const { t } = useTranslation();
  const test = copyAsTest({ queue }, message);
  return test === undefined ? null : <MenuItem onSelect={() => copy(test)}>{t('message.copyTest')}</MenuItem>;
}
