import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The console: a single-page application. `base: "./"` and names without hashes, because the gateway
 * serves the whole folder under a prefix that holds the hash of the build.
 */
export default defineConfig({
  root: here("console"),
  base: "./",
  plugins: [svelte({ configFile: here("svelte.config.js") })],
  build: {
    outDir: here("dist/console"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        entryFileNames: "assets/[name].js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
      },
    },
  },
  server: {
    proxy: {
      "/api": { target: process.env["FRONTDESK_URL"] ?? "http://127.0.0.1:8080", ws: true },
    },
  },
});
