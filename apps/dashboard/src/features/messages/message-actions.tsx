import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../data/identity.js';
import type { PeekedMessage } from '../../data/messages.js';
import { EditMessage } from '../../redrive/edit-message.js';
import { MoveDialog } from '../../redrive/move-dialog.js';
import { PurgeDialog } from '../../redrive/purge-dialog.js';
import { Button } from '../../ui/button.js';
import { IconButton } from '../../ui/icon-button.js';
import { Menu, MenuItem } from '../../ui/menu.js';

interface MessageActionsProps {
  readonly vhost: string;
  readonly queue: string;
  readonly message: PeekedMessage;
}

type Act = 'redrive' | 'move' | 'purge';

/** What can be done with one message. */
export function MessageActions({ vhost, queue, message }: MessageActionsProps) {
  const { t } = useTranslation();
  const mayAct = useMay('operator');
  const [act, setAct] = useState<Act | null>(null);
  if (!mayAct) return null;
  const close = () => setAct(null);
  const scope = { vhost, queue, filter: { messageId: message.id } };
  return (
    <div className="flex gap-2">
      {message.deaths.length > 0 && <Button onClick={() => setAct('redrive')}>{t('editMessage.action')}</Button>}
      <Menu trigger={<IconButton icon={Ellipsis} label={t('message.moreToDo')} className="border border-line" />}>
        <MenuItem onSelect={() => setAct('move')}>{t('move.action')}</MenuItem>
        <MenuItem onSelect={() => setAct('purge')}>{t('purgeSome.action')}</MenuItem>
      </Menu>
      {act === 'redrive' && <EditMessage vhost={vhost} queue={queue} message={message} onClose={close} />}
      {act === 'move' && <MoveDialog scope={scope} onClose={close} />}
      {act === 'purge' && <PurgeDialog scope={scope} meaning={t('purgeSome.one', { id: message.id, queue })} onClose={close} />}
    </div>
  );
}
