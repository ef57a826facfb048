import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const limitBytes = 350 * 1024;

interface Chunk {
  type: 'chunk';
  fileName: string;
  code: string;
  isEntry: boolean;
  facadeModuleId: string | null;
  imports: string[];
  dynamicImports: string[];
}

/**
 * Adds up, for every page, the gzipped script of its first load: the entry with its static imports, one language, the
 * page with everything it reaches (charts that it loads later count too). Fails the build past 350 KB.
 */
function pageBudget(): Plugin {
  return {
    name: 'page-budget',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const chunks = new Map<string, Chunk>();
        for (const file of Object.values(bundle)) if (file.type === 'chunk') chunks.set(file.fileName, file);
        const reach = (start: string, seen: Set<string>, later: boolean): void => {
          const chunk = chunks.get(start);
          if (!chunk || seen.has(start)) return;
          seen.add(start);
          for (const next of chunk.imports) reach(next, seen, later);
          if (later) for (const next of chunk.dynamicImports) reach(next, seen, later);
        };
        const named = (part: string) => [...chunks.values()].filter((c) => c.facadeModuleId?.includes(part));
        const size = new Map([...chunks].map(([name, c]) => [name, gzipSync(c.code).length]));
        const entry = [...chunks.values()].find((c) => c.isEntry);
        const languages = named('/src/locales/').sort(
          (a, b) => (size.get(b.fileName) ?? 0) - (size.get(a.fileName) ?? 0),
        );
        const over: string[] = [];
        for (const page of named('/src/pages/')) {
          const seen = new Set<string>();
          for (const start of [entry, languages[0]]) if (start) reach(start.fileName, seen, false);
          reach(page.fileName, seen, true);
          const bytes = [...seen].reduce((sum, name) => sum + (size.get(name) ?? 0), 0);
          const label = page.facadeModuleId?.replace(/^.*\/src\/pages\//, '') ?? page.fileName;
          console.log(`${(bytes / 1024).toFixed(0).padStart(4)} KB gzip  ${label}`);
          if (bytes > limitBytes) over.push(`${label} loads ${(bytes / 1024).toFixed(0)} KB`);
        }
        if (over.length > 0) this.error(`First load over 350 KB gzip: ${over.join(', ')}`);
      },
    },
  };
}

const server = process.env.JETBRIDGE_URL ?? 'http://127.0.0.1:4600';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), pageBudget()],
  build: { outDir: '../../dist/console', emptyOutDir: true, target: 'es2022', reportCompressedSize: false },
  server: { proxy: { '/api': server, '/v1': server, '/openapi.json': server } },
});
