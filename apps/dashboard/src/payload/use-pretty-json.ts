import { useEffect, useState } from 'react';
import { prettyJson } from './pretty-json.js';

/** Longer text is laid out by a worker, so that the page never stands still. */
const workerFrom = 64 * 1024;

/** Undefined while it is being made; null when the text is no JSON. */
export function usePrettyJson(text: string | null, isWanted: boolean): string | null | undefined {
  const [made, setMade] = useState<{ readonly of: string; readonly pretty: string | null }>();
  const isLong = text !== null && text.length > workerFrom;
  useEffect(() => {
    if (text === null || !isWanted || !isLong) return;
    const worker = new Worker(new URL('./pretty-json.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<string | null>) => setMade({ of: text, pretty: data });
    worker.postMessage(text);
    return () => worker.terminate();
  }, [text, isWanted, isLong]);
  if (text === null || !isWanted) return null;
  if (!isLong) return prettyJson(text);
  return made?.of === text ? made.pretty : undefined;
}
