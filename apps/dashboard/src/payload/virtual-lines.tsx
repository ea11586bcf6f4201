import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { Lines } from './lines.js';

const lineHeight = 18;

/** Text of any length: only lines in sight are in the page. */
export function VirtualLines({ lines: { count, lineAt }, label }: { readonly lines: Lines; readonly label: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  const digits = String(count).length;
  return (
    <div
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={label}
      className="max-h-[60vh] min-h-16 overflow-auto rounded-md border border-line bg-raised py-2"
    >
      <pre className="relative w-max min-w-full font-mono text-code" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <div key={key} className="absolute flex whitespace-pre" style={{ top: start, height: lineHeight }}>
            <span aria-hidden className="pr-3 pl-3 text-right text-muted select-none" style={{ minWidth: `${digits + 3}ch` }}>
              {index + 1}
            </span>
            <span className="pr-4">{lineAt(index)}</span>
          </div>
        ))}
      </pre>
    </div>
  );
}
