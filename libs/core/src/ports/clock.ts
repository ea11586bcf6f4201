/** Time as the core sees it; a test drives its own. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls back once after `ms`; the handle cancels it. Does not keep the process alive. */
  after(ms: number, call: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const handle = setTimeout(call, ms);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
