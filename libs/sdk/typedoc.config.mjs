import { readFileSync } from 'node:fs';

const { exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** @type {import('typedoc').TypeDocOptions & import('typedoc-plugin-markdown').PluginOptions} */
export default {
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: Object.values(exports).flatMap((entry) => entry['howdah-source'] ?? []),
  tsconfig: 'tsconfig.json',
  out: '../../docs/sdk',
  name: '@howdah/sdk',
  readme: 'none',
  router: 'module',
  // A line that moves is no change of the interface.
  disableSources: true,
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  treatValidationWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  intentionallyNotExported: ['AnyQueue', 'Result', 'Row', 'SchemaResult'],
  requiredToBeDocumented: [
    ...['Class', 'Interface', 'TypeAlias', 'Function', 'Variable', 'Enum'],
    ...['Property', 'Method', 'Accessor', 'Constructor'],
  ],
  // GitHub names equal headings otherwise than TypeDoc does.
  useHTMLAnchors: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  pageTitleTemplates: { module: ({ name }) => (name === 'index' ? '@howdah/sdk' : `@howdah/sdk/${name}`) },
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
};
