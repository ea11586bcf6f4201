import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** However often something changes, it is asked for no more often than this. */
const intervalMs = 2_000;

/** Asks at once, and once more after the interval when there was a reason meanwhile. */
export function createAskAgain(client: QueryClient): (key: QueryKey) => void {
  const waiting = new Map<string, boolean>();

  function ask(key: QueryKey): void {
    const name = JSON.stringify(key);
    waiting.set(name, false);
    void client.invalidateQueries({ queryKey: key }, { cancelRefetch: false });
    setTimeout(() => {
      const hasReason = waiting.get(name) === true;
      waiting.delete(name);
      if (hasReason) ask(key);
    }, intervalMs);
  }

  return (key) => {
    const name = JSON.stringify(key);
    if (waiting.has(name)) waiting.set(name, true);
    else ask(key);
  };
}
