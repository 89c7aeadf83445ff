import { readFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { disagreements } from "./api-agreement.mjs";

const file = new URL("../../api/openapi.json", import.meta.url);
const slow = 120_000;

function documentWith(cursor) {
  return { openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {}, components: { schemas: { Cursor: cursor } } };
}

test("types that agree with the document pass", { timeout: slow }, async () => {
  const properties = { epoch: { type: "string" }, seq: { type: "integer" } };
  const { shared, problems } = await disagreements(documentWith({ type: "object", required: ["epoch", "seq"], properties }));
  expect(shared).toEqual(["Cursor"]);
  expect(problems).toEqual([]);
});

test("a field that was renamed in the document is noticed", { timeout: slow }, async () => {
  const properties = { epoch: { type: "string" }, last: { type: "integer" } };
  const { problems } = await disagreements(documentWith({ type: "object", required: ["epoch", "last"], properties }));
  expect(problems.join()).toContain("last");
});

test("a field that was added to the document is noticed", { timeout: slow }, async () => {
  const properties = { epoch: { type: "string" }, seq: { type: "integer" }, extra: { type: "string" } };
  const { problems } = await disagreements(documentWith({ type: "object", required: ["epoch", "seq"], properties }));
  expect(problems.join()).toContain("extra");
});

test("api.ts agrees with the gateway's document", { timeout: slow }, async () => {
  const { missing, problems } = await disagreements(JSON.parse(await readFile(file, "utf8")));
  expect(problems).toEqual([]);
  expect(missing).toEqual([]);
});
