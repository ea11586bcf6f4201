/**
 * A chunk that the first script asks for only later is on its way from the beginning. As a script and not as a module: that would be
 * compiled as soon as it is there, before anything is shown.
 *
 * @param {string} name
 * @returns {import('vite').Plugin}
 */
export function preloadChunk(name) {
  return {
    name: 'preload-chunk',
    transformIndexHtml: {
      order: 'post',
      // While developing there are no chunks.
      handler: (_html, { bundle = {} }) =>
        Object.values(bundle)
          .filter((file) => file.type === 'chunk' && file.name === name)
          .map(({ fileName }) => ({
            ...{ tag: 'link', injectTo: 'head' },
            attrs: { rel: 'preload', as: 'script', crossorigin: true, href: `./${fileName}` },
          })),
    },
  };
}
