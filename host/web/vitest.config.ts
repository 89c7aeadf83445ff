import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** Unit tests: no browser, no network. Tests lie beside what they test. */
export default defineConfig({
  plugins: [svelte()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    include: ["{protocol,widget,console}/**/*.test.ts", "scripts/**/*.test.mjs"],
    environment: "node",
    restoreMocks: true,
  },
});
