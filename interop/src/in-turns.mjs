/**
 * Runs an action for each item, so many at a time.
 *
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {{ atATime: number, signal: AbortSignal }} options Once the signal has come nothing more is begun.
 * @param {(item: Item) => Promise<Result>} action
 * @returns {Promise<Result[]>} In the order of the items.
 */
export async function inTurns(items, { atATime, signal }, action) {
  const results = [];
  const waiting = [...items.entries()];
  const worker = async () => {
    while (waiting.length > 0 && !signal.aborted) {
      const [index, item] = waiting.shift();
      results[index] = await action(item);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results;
}
