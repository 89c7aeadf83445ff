// A provider's description on a port: every request that passes through is held against it, and so is the
// answer. Prism does the checking; in front of it stands what remembers.
import { createRequire } from "node:module";
import { createServer as createPrism } from "@stoplight/prism-http-server";
import { Passage } from "./passage.js";

const require = createRequire(import.meta.url);
const { getHttpOperationsFromSpec } = require("@stoplight/prism-cli/dist/operations");

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, success() {}, child: () => SILENT };
/** Prism's own errors, unlike a provider's. */
const PROBLEM = "https://stoplight.io/prism/errors#";
const FORM = "application/x-www-form-urlencoded";

export class Described {
  #prism;
  #passage;

  /** `upstream`: who answers; without one only requests are checked. */
  static async open(document, upstream) {
    const described = new Described();
    const place = upstream === undefined ? { isProxy: false } : { isProxy: true, upstream: new URL(upstream) };
    const checks = { checkSecurity: true, errors: true, validateRequest: true, validateResponse: true };
    const config = { ...place, ...checks, mock: { dynamic: false } };
    const operations = await getHttpOperationsFromSpec(upstream === undefined ? withoutErrors(document) : document);
    described.#prism = createPrism(operations, { components: { logger: SILENT }, cors: false, config });
    const behind = await described.#prism.listen(0, "127.0.0.1");
    described.#passage = await Passage.open(behind, (call) => strangers(call, formNames(document)));
    described.url = described.#passage.url;
    return described;
  }

  /** What has passed, with what came back. */
  get calls() {
    return this.#passage.calls;
  }

  /** What did not fit, in sentences. */
  get violations() {
    return this.calls.map(violation).filter((found) => found !== undefined);
  }

  async close() {
    await this.#passage?.close();
    await this.#prism?.close();
  }
}

/** Where nobody stands behind it Prism answers what does not fit with an error that the description knows. */
function withoutErrors(document) {
  const paths = structuredClone(document.paths);
  for (const { responses } of Object.values(paths).flatMap(Object.values)) {
    for (const status of Object.keys(responses ?? {})) if (!status.startsWith("2")) delete responses[status];
  }
  return { ...document, paths };
}

/** Names that a form may have. */
function formNames(document) {
  const operations = Object.values(document.paths).flatMap(Object.values);
  const schemas = operations.map((operation) => operation.requestBody?.content?.[FORM]?.schema);
  return schemas.flatMap((schema) => Object.keys(schema?.properties ?? {}));
}

/** Refuses a form with other names, as Prism does it, which looks only at those that it knows. */
function strangers({ headers, body }, names) {
  if (!headers["content-type"]?.startsWith(FORM)) return undefined;
  const others = [...new URLSearchParams(body.toString()).keys()].filter((name) => !names.includes(name));
  if (others.length === 0) return undefined;
  const validation = others.map((name) => ({ location: ["body", name], message: "stands nowhere in the description" }));
  const problem = { type: `${PROBLEM}UNPROCESSABLE_ENTITY`, title: "Invalid request", validation };
  return { status: 422, type: "application/problem+json", body: JSON.stringify(problem) };
}

/** Why a call or its answer does not fit. */
export function violation({ method, path, body, answer }) {
  const problem = json(answer);
  if (!String(problem?.type).startsWith(PROBLEM)) return undefined;
  const places = (problem.validation ?? []).map(({ location = [], message }) => `${location.join(".")}: ${message}`);
  // A message that is of no kind is told for each of the kinds.
  const told = [...new Set(places)].join("; ");
  return `${method} ${path}: ${problem.title}: ${told || problem.detail}\nin ${body.toString().slice(0, 600)}`;
}

function json(answer) {
  try {
    return JSON.parse(answer ?? "null");
  } catch {
    return undefined;
  }
}
