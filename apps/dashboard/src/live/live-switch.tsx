import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';

interface LiveSwitch {
  readonly isLive: boolean;
  readonly setLive: (isLive: boolean) => void;
}

const LiveContext = createContext<LiveSwitch>({ isLive: true, setLive: () => undefined });

/** Whether figures follow the broker, or stand still for somebody who reads them. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [isLive, setLive] = useState(true);
  const value = useMemo(() => ({ isLive, setLive }), [isLive]);
  return <LiveContext value={value}>{children}</LiveContext>;
}

export function useLiveSwitch(): LiveSwitch {
  return useContext(LiveContext);
}
