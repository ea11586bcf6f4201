/** npm passes the Ctrl-C on to us that the terminal has sent to the whole process group already: that is one wish, not two. */
const sameWishMs = 1_000;

/** Ctrl-C, a supervisor's SIGTERM and a closed terminal ask for a stop; asking again a second or more later forces it. */
export function onStopSignals(stop: () => void, force: () => void, now = () => performance.now()): void {
  let firstAt: number | undefined;
  const receive = (): void => {
    if (firstAt === undefined) {
      firstAt = now();
      stop();
    } else if (now() - firstAt > sameWishMs) force();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, receive);
}
