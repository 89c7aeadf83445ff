// Prints what a browser downloads and fails when a part is over its budget.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { filesOf } from "./compress.mjs";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const kb = 1024;

/** Budgets in gzip bytes. `prefix` adds up every script and style sheet below it. */
const budgets = [
  { what: "widget loader", prefix: "widget/loader.js", max: 4.5 * kb },
  { what: "widget panel", prefix: "widget/panel.js", max: 21 * kb },
  { what: "widget, all", prefix: "widget/", max: 24.5 * kb },
  { what: "hosted page", prefix: "hosted/", max: 4 * kb },
  { what: "console, all", prefix: "console/", max: 140 * kb },
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

let over = 0;
for (const { what, prefix, max } of budgets) {
  const parts = sizes.filter(({ name }) => name.startsWith(prefix));
  const gz = parts.reduce((sum, part) => sum + part.gz, 0);
  const verdict = parts.length === 0 ? "not built" : gz > max ? "OVER" : "ok";
  if (verdict === "OVER") over += 1;
  console.log(`${verdict.padEnd(9)} ${what.padEnd(14)} ${(gz / kb).toFixed(2).padStart(7)} KB gz of ${(max / kb).toFixed(1)}`);
}
console.log("");
for (const { name, raw, gz } of sizes) {
  console.log(`${name.padEnd(36)} ${String(raw).padStart(8)} B ${String(gz).padStart(7)} B gz`);
}
if (over > 0) {
  console.error(`${over} part(s) over budget.`);
  process.exit(1);
}
