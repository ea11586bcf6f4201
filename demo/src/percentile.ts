/** The value that the share `rank` of all does not exceed; 0 of none. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(rank * sorted.length) - 1)] ?? 0;
}
