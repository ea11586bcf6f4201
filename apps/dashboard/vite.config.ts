import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { askWhileLoading } from './ask-while-loading.mjs';
import { compileAtOnce } from './compile-at-once.mjs';
import { compressAssets } from './compress-assets.mjs';
import { preloadChunk } from './preload-chunk.mjs';

/** `npx vite apps/dashboard` asks this broker. */
const broker = process.env['HOWDAH_URL'] ?? 'http://127.0.0.1:15672';

export default defineConfig({
  // Addresses are relative, so that one build serves under any base path.
  base: './',
  plugins: [
    ...[react(), tailwind()],
    ...[askWhileLoading(['v1/whoami', 'v1/attention']), preloadChunk('common'), compileAtOnce(['early', 'common'])],
    compressAssets(),
  ],
  server: { proxy: { '/v1': broker } },
  build: {
    ...{ target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 600, assetsInlineLimit: 0 },
    // What every page needs comes as two files: the verdict first, then the application. Forty small ones take the browser longer to ask
    // for than to read.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'early', test: /src\/early\/early\.ts$/, priority: 2 },
            { name: 'common', test: /src\/main\.tsx$/, priority: 1 },
          ],
        },
      },
    },
  },
});
