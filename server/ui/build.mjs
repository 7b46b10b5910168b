// Bundles src into dist, which go:embed takes: `npm ci && npm run build`.
// Beside the bundle it writes the licences of what is in it, and the hash of
// the sources by which a Go test tells a stale bundle.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');

const common = {
  outdir: 'dist',
  entryNames: '[name]',
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};
const results = await Promise.all([
  // What is imported when it is needed, as the editor is, becomes a file of its own.
  esbuild.build({ ...common, entryPoints: { app: 'src/main.tsx', style: 'src/style.css' }, splitting: true, chunkNames: '[name]' }),
  esbuild.build({ ...common, entryPoints: { layout: 'src/layout-worker.ts' } }),
]);

cpSync('src/index.html', 'dist/index.html');
cpSync('src/icon.svg', 'dist/icon.svg');

const packages = new Set();
for (const input of results.flatMap((r) => Object.keys(r.metafile.inputs))) {
  const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
const notices = [...packages].sort().map((name) => {
  const dir = join('node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const file = readdirSync(dir).find((f) => /^licen[cs]e/i.test(f));
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(dir, file), 'utf8').trim()}\n`;
});
writeFileSync('dist/licenses.txt', notices.join('\n' + '-'.repeat(72) + '\n\n'));

// The same recipe stands in ui_test.go: name, length and content of each file.
const hash = createHash('sha256');
const sources = ['build.mjs', 'package-lock.json', 'package.json', 'tsconfig.json',
  ...readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name))].sort();
for (const name of sources) {
  const body = readFileSync(name);
  hash.update(`${name} ${body.length}\n`);
  hash.update(body);
}
writeFileSync('dist/sources.sha256', hash.digest('hex') + '\n');
