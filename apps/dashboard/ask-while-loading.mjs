/**
 * What the page asks first, whatever it shows: asked while its script comes, so that the answers are there when it looks for them.
 *
 * @param {readonly string[]} paths Below the base path.
 * @returns {import('vite').Plugin}
 */
export function askWhileLoading(paths) {
  return {
    name: 'ask-while-loading',
    transformIndexHtml: {
      order: 'post',
      handler: () =>
        paths.map((href) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'fetch', href, crossorigin: true },
          injectTo: 'head',
        })),
    },
  };
}
