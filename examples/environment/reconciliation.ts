/** Two figures that have to be equal. */
export interface Check {
  readonly what: string;
  readonly found: number;
  readonly expected: number;
}

/** Prints each check; true when all of them hold. */
export function reconcile(checks: readonly Check[]): boolean {
  const width = Math.max(...checks.map(({ what }) => what.length));
  console.log('\nReconciliation');
  for (const { what, found, expected } of checks)
    console.log(`  ${found === expected ? 'ok   ' : 'WRONG'}  ${what.padEnd(width)}  ${found} = ${expected}`);
  const addsUp = checks.every(({ found, expected }) => found === expected);
  console.log(addsUp ? 'It adds up.' : 'It does not add up.');
  return addsUp;
}
