// Builds everything, or the parts named as arguments: loader, page, panel, form, invite, survey, files, offline, words-de, demo, hosted, preview, console.
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { build } from "vite";

import { scriptConfig } from "../vite.widget.js";
import { compressTree } from "./compress.mjs";

const root = new URL("..", import.meta.url);
const here = (path) => fileURLToPath(new URL(path, root));

const parts = {
  loader: () => build(scriptConfig("loader")),
  panel: () => build(scriptConfig("panel")),
  form: () => build(scriptConfig("form")),
  survey: () => build(scriptConfig("survey")),
  files: () => build(scriptConfig("files")),
  offline: () => build(scriptConfig("offline")),
  "words-de": () => build(scriptConfig("words-de")),
  page: () => build(scriptConfig("page")),
  invite: () => build(scriptConfig("invite")),
  demo: () => build(scriptConfig("demo")),
  preview: () => build(scriptConfig("preview")),
  hosted: () => build(scriptConfig("hosted")),
  console: () => build({ configFile: here("vite.config.ts"), logLevel: "warn" }),
};

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(parts);
for (const name of names) {
  if (!(name in parts)) {
    console.error(`There is no part "${name}". Parts: ${Object.keys(parts).join(", ")}.`);
    process.exit(2);
  }
}

process.env.NODE_ENV = "production";
if (asked.length === 0) await rm(here("dist"), { recursive: true, force: true });
await mkdir(here("dist"), { recursive: true });
for (const name of names) {
  const started = performance.now();
  await parts[name]();
  console.log(`built ${name.padEnd(8)} ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
await compressTree(here("dist"));
