import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

const sink = "Builds markup from a string. Create the elements instead: text stays text, and pages with Trusted Types work.";

/** Ways to turn a string into markup or code. None is allowed anywhere. */
const noMarkupSinks = {
  "no-restricted-properties": [
    "error",
    ...["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "createContextualFragment"].map((property) => ({
      property,
      message: sink,
    })),
    { object: "document", property: "write", message: sink },
  ],
  "no-restricted-syntax": [
    "error",
    { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: sink },
    { selector: "AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]", message: sink },
    {
      selector: "ExportDefaultDeclaration",
      message: "Named exports only: one name per thing, everywhere.",
    },
  ],
  "no-eval": "error",
  "no-implied-eval": "off",
};

export default ts.config(
  { ignores: ["dist/", "node_modules/", "protocol/api.generated.ts"] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      ...noMarkupSinks,
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      eqeqeq: ["error", "always"],
      "no-console": "error",
    },
  },
  {
    files: ["protocol/**/*.ts", "widget/**/*.{ts,tsx}", "demo/**/*.ts", "hosted/**/*.ts"],
    extends: [...ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
    rules: { "svelte/no-at-html-tags": "error" },
  },
  { files: ["**/*.svelte"], rules: { "no-undef": "off" } },
  { files: ["**/*.ts", "**/*.tsx"], rules: { "no-undef": "off" } },
  {
    files: ["**/*.config.{js,ts}"],
    rules: { "no-restricted-syntax": "off" },
  },
  { files: ["scripts/**", "mock/**"], rules: { "no-console": "off" } },
);
