// Prints what a browser downloads and fails when a part is over its budget.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { filesOf } from "./compress.mjs";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const kb = 1024;

/**
 * Budgets in gzip bytes. `prefix` adds up every script and style sheet below it; `page` what a page loads
 * before anybody does anything. The console has two: what every agent waits for when they begin, and all of
 * it, with the pages that are loaded when somebody opens them and the desk does not wait for.
 */
const budgets = [
  { what: "widget loader", prefix: "widget/loader.js", max: 4.5 * kb },
  { what: "widget page", prefix: "widget/page.js", max: 4 * kb },
  { what: "widget panel", prefix: "widget/panel.js", max: 20 * kb },
  // Loaded with the panel, for whoever begins a chat.
  { what: "widget form", prefix: "widget/form.js", max: 3.5 * kb },
  // Loaded once a chat has ended, where the channel asks how it was.
  { what: "widget survey", prefix: "widget/survey.js", max: 3 * kb },
  // Where the channel takes files, once an agent is there.
  { what: "widget files", prefix: "widget/files.js", max: 3 * kb },
  // Where the channel takes messages while nobody is there.
  { what: "widget messages", prefix: "widget/offline.js", max: 4.5 * kb },
  { what: "widget, German", prefix: "widget/words-de.js", max: 2 * kb },
  { what: "widget invitations", prefix: "widget/invite.js", max: 6.5 * kb },
  { what: "widget, all", prefix: "widget/", max: 49 * kb },
  { what: "hosted page", prefix: "hosted/", max: 4 * kb },
  { what: "preview", prefix: "preview/", max: 9 * kb },
  { what: "console, first load", page: "console/index.html", max: 140 * kb },
  // Drawing scripts takes a library, which comes with the canvas and nothing else.
  { what: "console, canvas", prefix: "console/assets/Canvas", max: 75 * kb },
  { what: "console, all", prefix: "console/", max: 345 * kb },
];

if (!existsSync(dist)) {
  console.error("There is no dist folder: run `npm run build` first.");
  process.exit(2);
}

const sizes = [];
for (const file of await filesOf(dist)) {
  if (!/\.(js|css|html)$/.test(file)) continue;
  const bytes = await readFile(file);
  sizes.push({ name: relative(dist, file), raw: bytes.length, gz: gzipSync(bytes, { level: 9 }).length });
}

/** A page, and every script and style sheet that it loads without being asked. */
async function loadedBy(page) {
  const loaded = new Set([page]);
  // A set can grow while it is gone through.
  for (const name of loaded) {
    const file = dist + name;
    if (!existsSync(file)) continue;
    const text = await readFile(file, "utf8");
    const told = name.endsWith(".html") ? text.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g) : text.matchAll(/(?:import|from)\s*"(\.[^"]+\.js)"/g);
    for (const [, path] of told) loaded.add(posix.join(posix.dirname(name), path));
  }
  return loaded;
}

let over = 0;
for (const { what, prefix, page, max } of budgets) {
  const first = page === undefined ? null : await loadedBy(page);
  const parts = sizes.filter(({ name }) => (first === null ? name.startsWith(prefix) : first.has(name)));
  const gz = parts.reduce((sum, part) => sum + part.gz, 0);
  const verdict = parts.length === 0 ? "not built" : gz > max ? "OVER" : "ok";
  if (verdict === "OVER") over += 1;
  console.log(`${verdict.padEnd(9)} ${what.padEnd(19)} ${(gz / kb).toFixed(2).padStart(7)} KB gz of ${(max / kb).toFixed(1)}`);
}
console.log("");
for (const { name, raw, gz } of sizes) {
  console.log(`${name.padEnd(36)} ${String(raw).padStart(8)} B ${String(gz).padStart(7)} B gz`);
}
if (over > 0) {
  console.error(`${over} part(s) over budget.`);
  process.exit(1);
}
