import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { basePath } from '../api/client.js';
import { heardFromBroker } from '../api/last-heard.js';
import { useVhost } from '../data/vhost.js';
import { createAskAgain } from './ask-again.js';
import { openEventStream } from './event-stream.js';
import { createFollower, type StreamEvents } from './follow.js';
import { useLiveSwitch } from './live-switch.js';
import { setStreamOpen } from './stream-state.js';
import { useIsVisible } from './use-is-visible.js';

/** The one stream of this tab; none while the tab is hidden or figures are to stand still. Shows nothing. */
export function LiveStream(): null {
  const client = useQueryClient();
  const vhost = useVhost();
  const { isLive } = useLiveSwitch();
  const isVisible = useIsVisible();
  const isWanted = isLive && isVisible;
  useEffect(() => {
    if (!isWanted) return;
    const follower = createFollower({ client, vhost, askAgain: createAskAgain(client) });
    const topics = Object.keys(follower) as (keyof StreamEvents)[];
    return openEventStream(`${basePath}v1/events?topics=${topics.join()}&vhost=${encodeURIComponent(vhost)}`, {
      topics,
      onEvent: (topic, data) => follower[topic as keyof StreamEvents](data as never),
      onOpen() {
        heardFromBroker();
        setStreamOpen(true);
      },
      onDown: () => setStreamOpen(false),
    });
  }, [client, vhost, isWanted]);
  return null;
}
