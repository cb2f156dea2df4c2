import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { builtInAvatars } from './avatars.ts';
import { compiledTexts } from './build/compiled-texts.ts';

const languages = ['en', 'de'];
const emojiFiles = ['data.json', 'messages.json'];

/** The emoji picker reads its data from our own origin: /emoji/<language>/data.json. */
function emojiData(): Plugin {
  const source = dirname(createRequire(import.meta.url).resolve('emojibase-data/package.json'));
  const find = (url: string) => {
    const [, language = '', file = ''] = /^\/emoji\/(\w+)\/([\w.]+)$/.exec(url) ?? [];
    return languages.includes(language) && emojiFiles.includes(file)
      ? join(source, language, file)
      : undefined;
  };
  return {
    name: 'emoji-data',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const file = find(request.url ?? '');
        if (file === undefined) next();
        else {
          response.setHeader('content-type', 'application/json');
          import('node:fs').then(({ createReadStream }) => createReadStream(file).pipe(response), next);
        }
      });
    },
    async writeBundle({ dir = 'dist' }) {
      for (const language of languages) {
        await mkdir(join(dir, 'emoji', language), { recursive: true });
        for (const file of emojiFiles) {
          await copyFile(join(source, language, file), join(dir, 'emoji', language, file));
        }
      }
    },
  };
}

const backend = process.env['BACKEND'] ?? 'http://localhost:3000';

export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'es2023',
    // fonts and pictures stay files: the page's policy allows no data: fonts
    assetsInlineLimit: 0,
    sourcemap: true,
    rolldownOptions: {
      output: {
        // what the first load needs in one file: small files of it compress worse, and each is a request
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
      },
    },
  },
  server: {
    port: Number(process.env['VITE_PORT'] ?? 5173),
    strictPort: true,
    proxy: {
      // as the browser sees the host: links in mails and passkeys belong to it
      '/v1': { target: backend, changeOrigin: false },
      '/_local': backend,
      '/.well-known': backend,
      '/ws': { target: backend, ws: true },
    },
  },
  plugins: [
    react(),
    compiledTexts(join(import.meta.dirname, 'src/i18n'), languages),
    emojiData(),
    builtInAvatars(),
    VitePWA({
      registerType: 'prompt',
      injectRegister: false,
      includeAssets: ['icon.svg', 'apple-touch-icon.png', 'theme.js'],
      manifest: {
        name: 'ChatFlow',
        short_name: 'ChatFlow',
        description: 'Chat that belongs to you.',
        start_url: '/',
        display: 'standalone',
        background_color: '#ffffff',
        theme_color: '#2f5bea',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      // keeps the page in the browser, and shows notifications: `src/worker/`
      strategies: 'injectManifest',
      srcDir: 'src/worker',
      filename: 'sw.ts',
      injectManifest: {
        rollupFormat: 'iife',
        globPatterns: ['**/*.{js,css,html,svg,woff2}'],
        // the emoji data and the password dictionaries are read when they are needed
        globIgnores: ['emoji/**', '**/password-strength-*.js'],
      },
    }),
  ],
});
