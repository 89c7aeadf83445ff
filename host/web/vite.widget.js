// The widget's scripts and the pages around it: one script each, without chunks.
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Where each starts, where it goes and how it is loaded: `iife` by a plain script tag, `es` by dynamic
 * import. `publicDir` is copied beside it. `borrows`: the panel lends it the library that draws.
 */
const scripts = {
  loader: { entry: "widget/loader/main.ts", outDir: "dist/widget", format: "iife", publicDir: false },
  panel: { entry: "widget/panel/main.tsx", outDir: "dist/widget", format: "es", publicDir: false },
  form: { entry: "widget/form/main.ts", outDir: "dist/widget", format: "es", publicDir: false, borrows: true },
  survey: { entry: "widget/survey/main.ts", outDir: "dist/widget", format: "es", publicDir: false },
  files: { entry: "widget/files/main.ts", outDir: "dist/widget", format: "es", publicDir: false },
  offline: { entry: "widget/offline/main.ts", outDir: "dist/widget", format: "es", publicDir: false },
  "words-de": { entry: "widget/words/de.ts", outDir: "dist/widget", format: "es", publicDir: false },
  page: { entry: "widget/page/main.ts", outDir: "dist/widget", format: "es", publicDir: false },
  invite: { entry: "widget/invite/main.ts", outDir: "dist/widget", format: "es", publicDir: false },
  demo: { entry: "demo/main.ts", outDir: "dist/demo", format: "iife", publicDir: "demo/public" },
  hosted: { entry: "hosted/main.ts", outDir: "dist/hosted", format: "iife", publicDir: "hosted/public" },
  preview: { entry: "preview/main.ts", outDir: "dist/preview", format: "iife", publicDir: "preview/public" },
};

/** The Vite configuration that builds one of them. */
export function scriptConfig(name) {
  const { entry, outDir, format, publicDir, borrows } = scripts[name];
  return {
    configFile: false,
    root: here("."),
    publicDir: publicDir === false ? false : here(publicDir),
    logLevel: "warn",
    define: { "process.env.NODE_ENV": '"production"' },
    resolve: { alias: borrows ? [{ find: /^preact\/(hooks|jsx-runtime)$/, replacement: here("widget/form/borrowed.ts") }] : [] },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: here(outDir),
      emptyOutDir: false,
      target: "es2022",
      minify: true,
      reportCompressedSize: false,
      modulePreload: false,
      // Not Vite's library mode: that leaves ES modules unminified.
      rolldownOptions: {
        input: here(entry),
        preserveEntrySignatures: format === "es" ? "strict" : false,
        output: { format, entryFileNames: `${name}.js`, codeSplitting: false },
      },
    },
  };
}
