// Whether protocol/api.ts still says what the gateway's OpenAPI document says.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const apiFile = fileURLToPath(new URL("../protocol/api.ts", import.meta.url));

/**
 * The disagreements, in the compiler's words: every type of api.ts that the document names too must be
 * assignable to the document's, and know every kind and field that is there. The document may leave
 * open whether a field that can be null is there at all; api.ts is the stricter one.
 */
export async function disagreements(document) {
  const api = await readFile(apiFile, "utf8");
  const generated = astToString(await openapiTS(document));
  const schemas = Object.keys(document.components?.schemas ?? {});
  const names = [...api.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name);
  const shared = names.filter((name) => schemas.includes(name));
  const agreement = [
    'import type * as Api from "./api.ts";',
    'import type { components } from "./generated.ts";',
    'type Document = components["schemas"];',
    "type Names<T> = T extends { kind: infer Kind } ? Kind | keyof T : T extends object ? keyof T : T;",
    ...shared.flatMap((name) => [
      `export const same${name} = (value: Api.${name}): Document["${name}"] => value;`,
      `export const known${name} = (value: Names<Document["${name}"]>): Names<Api.${name}> => value;`,
    ]),
  ].join("\n");
  return { shared, missing: names.filter((name) => !schemas.includes(name)), problems: compile({ api, generated, agreement }) };
}

function compile({ api, generated, agreement }) {
  const files = new Map([
    ["/api.ts", api],
    ["/generated.ts", generated],
    ["/agreement.ts", agreement],
  ]);
  const options = { strict: true, noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [] };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile: read, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? read(name);
  host.getSourceFile = (name, version) =>
    files.has(name) ? ts.createSourceFile(name, files.get(name), version) : getSourceFile(name, version);
  const program = ts.createProgram(["/agreement.ts"], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
