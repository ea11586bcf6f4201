const colors = ['gray', 'green', 'blue', 'amber', 'red'] as const;
export type EnvironmentColor = (typeof colors)[number];

interface Environment {
  readonly name: string;
  readonly color: EnvironmentColor;
}

/** What this dashboard looks at, as the server's configuration calls it; it stands in the page. */
export const environment: Environment | undefined = read();

function read(): Environment | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[name=howdah-environment]');
  if (meta === null || meta.content === '') return undefined;
  return { name: meta.content, color: colors.find((one) => one === meta.dataset['color']) ?? 'gray' };
}
