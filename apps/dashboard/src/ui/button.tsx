import clsx from 'clsx';
import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from 'react';

type Look = 'primary' | 'plain' | 'quiet' | 'destructive';

const looks: Record<Look, string> = {
  primary: 'border-ink bg-ink text-paper hover:opacity-85',
  plain: 'border-line bg-paper hover:bg-raised hover:border-edge',
  quiet: 'border-transparent bg-transparent hover:bg-sunken',
  // Outlined, never filled: red does not mean delete.
  destructive: 'border-edge bg-paper hover:bg-raised',
};

const shape =
  'touch inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md border px-2.5 font-medium whitespace-nowrap transition-colors';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  /** Why it cannot be used now; it stays reachable, so that the reason can be read. */
  readonly unavailable?: string | undefined;
}

export function Button({ look = 'plain', unavailable, className, onClick, title, ...rest }: ButtonProps) {
  const isUnavailable = unavailable !== undefined;
  return (
    <button
      type="button"
      {...rest}
      title={unavailable ?? title}
      aria-disabled={isUnavailable || undefined}
      onClick={isUnavailable ? (event) => event.preventDefault() : onClick}
      className={clsx(shape, 'disabled:opacity-50 aria-disabled:opacity-50', looks[look], className)}
    />
  );
}

/** Looks like a button and leads somewhere, such as to a file. */
export function ButtonLink({ className, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <a {...rest} className={clsx(shape, looks.plain, className)} />;
}
