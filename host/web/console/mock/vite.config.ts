import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The console over invented data, without a gateway. Never part of the production build. */
export default defineConfig({
  root: here("."),
  base: "/",
  plugins: [svelte({ configFile: here("../../svelte.config.js") })],
  build: { outDir: process.env["FRONTDESK_MOCK_OUT"] ?? join(tmpdir(), "console-mock"), emptyOutDir: true, reportCompressedSize: false },
  server: { port: 5199, strictPort: true },
});
