// Weighs what the build emits, compressed as it is sent, and fails when a part is heavier than its budget.
import { readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';

const assets = new URL('../dist/assets/', import.meta.url);
const page = readFileSync(new URL('../dist/index.html', import.meta.url), 'utf8');
const files = readdirSync(assets);
const text = new Map(files.filter((name) => /\.(js|css)$/.test(name)).map((name) => [name, readFileSync(new URL(name, assets), 'utf8')]));
const weight = new Map([...text].map(([name, source]) => [name, gzipSync(source, { level: 9 }).length]));

/** A file and everything that it imports before it runs. */
function closure(...roots) {
  const seen = new Set();
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const [, found] of text.get(name).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) open.push(found);
  }
  return seen;
}

function chunk(name) {
  const found = files.find((file) => new RegExp(`^${name}-[\\w-]{8}\\.js$`).test(file));
  if (found === undefined) throw new Error(`The build has no chunk "${name}".`);
  return found;
}

function sum(names) {
  return [...names].reduce((total, name) => total + (weight.get(name) ?? 0), 0);
}

/** The style sheets that come with chunks: they share the name. */
function stylesOf(chunks) {
  const names = new Set([...chunks].map(plainName));
  return files.filter((name) => name.endsWith('.css') && names.has(plainName(name)));
}

function plainName(file) {
  return file.replace(/-[\w-]{8}\.(js|css)$/, '');
}

const entry = [...page.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(([, name]) => basename(name));
const start = closure(...entry, chunk('WorkspaceShell'));
const rows = [
  ['entry: a workspace before its first screen', sum(start), 210],
  ['signing in', sum(closure(...entry, chunk('SignIn'))), 90],
  ['styles of a workspace with its board', sum(stylesOf(closure(...entry, chunk('WorkspaceShell'), chunk('BoardScreen')))), 25],
];
const lazy = [...weight.keys()].filter((name) => name.endsWith('.js') && !start.has(name));
lazy.sort((a, b) => weight.get(b) - weight.get(a));
for (const name of lazy) {
  rows.push([`on demand: ${plainName(name)}`, weight.get(name), /^editor-/i.test(name) ? 145 : 35]);
}

let failed = 0;
const shown = rows.filter(([, bytes, most], index) => index < 13 || bytes > most * 1000);
for (const [name, bytes, most] of shown) {
  const over = bytes > most * 1000;
  if (over) failed++;
  console.log(`${over ? 'OVER' : '  ok'}  ${(bytes / 1000).toFixed(1).padStart(6)} of ${String(most).padStart(3)} kB  ${name}`);
}
if (shown.length < rows.length) console.log(`  ok  ${rows.length - shown.length} more parts, each smaller`);
if (failed > 0) {
  console.error(`${failed} over budget`);
  process.exit(1);
}
