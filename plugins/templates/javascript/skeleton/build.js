// Makes dist/{{name}}.wasm: no import but the contract's, no asynchronous ABI.
import { mkdirSync } from "node:fs";
import { spawnSync } from "node:child_process";

mkdirSync("dist", { recursive: true });
const options = [
  "--sync", "--stub-wasi", "--minify", "--wit", "frontdesk/wit", "--world", "{{kind}}-plugin",
  "--module-root", ".", "--js", "src/component.js", "--output", "dist/{{name}}.wasm",
];
const { status } = spawnSync("node", ["node_modules/componentize-qjs/bin/componentize-qjs", ...options], { stdio: "inherit" });
process.exitCode = status ?? 1;
