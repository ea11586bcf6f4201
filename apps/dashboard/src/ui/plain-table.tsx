import type { ReactNode } from 'react';

interface PlainTableProps {
  readonly label: string;
  readonly headers: readonly string[];
  readonly children: ReactNode;
}

/** For lists that are short by nature. */
export function PlainTable({ label, headers, children }: PlainTableProps) {
  return (
    <div className="overflow-x-auto" tabIndex={0}>
      <table className="w-full text-table">
        <caption className="sr-only">{label}</caption>
        <thead className="text-small text-muted">
          <tr>
            {headers.map((header) => (
              <th key={header} className="h-8 px-2 text-left font-medium whitespace-nowrap">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr]:border-t [&>tr]:border-line [&>tr>td]:h-10 [&>tr>td]:px-2 [&>tr>td]:py-1 max-md:[&>tr>td]:min-w-28">
          {children}
        </tbody>
      </table>
    </div>
  );
}
