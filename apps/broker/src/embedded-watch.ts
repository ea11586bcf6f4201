/** A look costs one system call. */
const everyMs = 500;

/**
 * Resolves when the process has gone. It is a child of ours that Node reaps when it ends, so its number is not taken by
 * another process between two looks. `signal` ends the watch, and the promise then stays open.
 */
export function processGone(pid: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(pid)) return;
      clearInterval(timer);
      resolve();
    }, everyMs);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
