import { readFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** NAME_FILE: the value is in that file, as Docker and Kubernetes hand out secrets. */
export function secretFileVariable(name: string): string {
  return `${name}_FILE`;
}

/** The environment with each secret that is given as a file read in, and a sentence for each that could not be. */
export function readSecretFiles(
  environment: Environment,
  names: readonly string[],
): { readonly values: Environment; readonly problems: readonly string[] } {
  const values: Record<string, string | undefined> = { ...environment };
  const problems: string[] = [];
  for (const name of names) {
    const path = environment[secretFileVariable(name)];
    if (path === undefined) continue;
    if (environment[name] !== undefined) {
      problems.push(`${name}: found it beside ${secretFileVariable(name)}; accepted is one of the two`);
      continue;
    }
    try {
      // Editors and `echo` end a file with a newline that is no part of the secret.
      values[name] = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      problems.push(`${secretFileVariable(name)}: found ${path} (${code}); accepted is the path of a file that can be read`);
    }
  }
  return { values, problems };
}
