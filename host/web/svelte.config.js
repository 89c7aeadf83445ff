import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

/** Read by the Vite plugin, by svelte-check and by editors. */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: ({ filename }) => (filename.includes("node_modules") ? undefined : true) },
};
