/** Every second has an event: after this silence the connection is dead, whatever the browser says. */
const silenceMsMax = 10_000;
const retryMsMin = 1_000;
const retryMsMax = 15_000;

interface StreamListener {
  readonly topics: readonly string[];
  readonly onEvent: (topic: string, data: unknown) => void;
  readonly onOpen: () => void;
  /** It comes back by itself. */
  readonly onDown: () => void;
}

/** Server-sent events that go on after whatever interrupts them, until the returned function is called. */
export function openEventStream(url: string, { topics, onEvent, onOpen, onDown }: StreamListener): () => void {
  let source: EventSource;
  let silence: ReturnType<typeof setTimeout>;
  let retryMs = retryMsMin;

  const wait = (ms: number) => {
    clearTimeout(silence);
    silence = setTimeout(reconnect, ms);
  };

  function connect(): void {
    source = new EventSource(url);
    wait(silenceMsMax);
    source.onerror = () => {
      onDown();
      // The browser comes back after an interruption, and gives up after a refusal.
      if (source.readyState === EventSource.CLOSED) wait((retryMs = Math.min(retryMs * 2, retryMsMax)));
    };
    for (const topic of topics) source.addEventListener(topic, (event: MessageEvent<string>) => heard(topic, event));
  }

  function heard(topic: string, { data }: MessageEvent<string>): void {
    retryMs = retryMsMin;
    wait(silenceMsMax);
    onOpen();
    onEvent(topic, JSON.parse(data));
  }

  function reconnect(): void {
    source.close();
    onDown();
    connect();
  }

  connect();
  return () => {
    clearTimeout(silence);
    source.close();
    onDown();
  };
}
