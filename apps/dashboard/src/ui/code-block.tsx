import { Copy } from './copy.js';

export function CodeBlock({ text, label }: { readonly text: string; readonly label?: string }) {
  return (
    <div className="relative mt-2 rounded-md border border-line bg-raised">
      <pre tabIndex={0} aria-label={label} className="overflow-x-auto p-3 pr-10 font-mono text-code whitespace-pre">
        {text}
      </pre>
      <div className="absolute top-1.5 right-1.5">
        <Copy text={text} />
      </div>
    </div>
  );
}
