import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { dryRunOf, type DryRun, type Scope, type Wish } from '../data/operations.js';

/** What would happen. The first look freezes the scope for as long as the dialog is open, whatever is wished of it. */
export function useCheck(scope: Scope, wish: Wish | null): UseQueryResult<DryRun> {
  const cutoff = useRef<string>(undefined);
  return useQuery({
    queryKey: ['operation-check', scope, wish],
    queryFn: async () => {
      const checked = await dryRunOf(scope, wish!, cutoff.current);
      cutoff.current ??= checked.cutoff;
      return { ...checked, cutoff: cutoff.current };
    },
    enabled: wish !== null,
    ...{ staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false },
  });
}
