import { Link } from '@tanstack/react-router';
import clsx from 'clsx';
import type { ReactNode } from 'react';

interface ChoicesProps<T extends string> {
  readonly label: string;
  /** Where the choice stands in the address; what is usual does not stand there. */
  readonly param: 'state' | 'range';
  readonly chosen: T | undefined;
  readonly options: readonly (T | undefined)[];
  readonly children: (option: T | undefined) => ReactNode;
}

/** One of a few: each is an address. */
export function Choices<T extends string>({ label, param, chosen, options, children }: ChoicesProps<T>) {
  return (
    <nav aria-label={label} className="-mx-2 flex flex-wrap gap-1">
      {options.map((option) => (
        <Link
          key={option ?? ''}
          to="."
          search={((before: object) => ({ ...before, [param]: option })) as never}
          aria-current={option === chosen ? 'true' : undefined}
          data-status={undefined}
          className={clsx(
            'touch inline-flex h-7 items-center gap-1.5 rounded-md px-2 hover:bg-sunken',
            option === chosen && 'bg-sunken font-medium',
          )}
        >
          {children(option)}
        </Link>
      ))}
    </nav>
  );
}
