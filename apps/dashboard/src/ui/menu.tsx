import clsx from 'clsx';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface MenuProps {
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
  /** Open as soon as it is there. */
  readonly isOpenAtOnce?: boolean;
}

export function Menu({ trigger, children, align = 'end', isOpenAtOnce = false }: MenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen={isOpenAtOnce}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          className="z-50 max-h-[70vh] min-w-44 overflow-y-auto rounded-md border border-line bg-paper p-1 shadow-xl"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const itemLook = 'touch flex min-h-8 cursor-pointer items-center gap-2 rounded px-2 outline-none data-highlighted:bg-sunken';

export function MenuItem({ children, onSelect }: { readonly children: ReactNode; readonly onSelect: () => void }) {
  return (
    <Radix.Item className={itemLook} onSelect={onSelect}>
      {children}
    </Radix.Item>
  );
}

interface MenuChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** One of several, with a mark at what is chosen. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(chosen) => onChange(chosen as T)}>
      <Radix.Label className="px-2 pt-1.5 pb-1 text-small text-muted">{label}</Radix.Label>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={itemLook}>
          <span aria-hidden className={clsx('size-1.5 rounded-full', option.value === value ? 'bg-ink' : 'bg-transparent')} />
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
