import clsx from 'clsx';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './icon-button.js';

interface DialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** For text to be worked on. */
  readonly isWide?: boolean;
}

/** Open as long as it is rendered; focus returns to where it came from. */
export function Dialog({ title, description, onClose, children, isWide = false }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Radix.Content
          className={clsx(
            'fixed top-[8vh] left-1/2 z-50 flex max-h-[84vh] -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-line bg-paper shadow-2xl',
            isWide ? 'w-[min(820px,calc(100vw-24px))]' : 'w-[min(560px,calc(100vw-24px))]',
          )}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className="flex items-start gap-2 border-b border-line py-3 pr-3 pl-5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-title font-semibold [overflow-wrap:anywhere]">{title}</Radix.Title>
              {description !== undefined && <Radix.Description className="text-muted">{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label={t('common.close')} />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Where a dialog's buttons stand: what is undone last comes last. */
export function DialogButtons({ children }: { readonly children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}
