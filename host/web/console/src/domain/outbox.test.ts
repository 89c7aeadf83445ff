import { expect, it } from "vitest";

import { AT, text } from "./fixtures.ts";
import { drop, markFailed, markPending, parseOutbox, pending, unsent } from "./outbox.ts";

const item = pending("id1", "a", "hello", AT);

it("a failed message keeps its id when it is tried again", () => {
  const failed = markFailed([item], "id1", "too late");
  expect(failed[0]).toMatchObject({ id: "id1", status: "failed", problem: "too late" });
  expect(markPending(failed, "id1")).toEqual([item]);
  expect(drop(failed, "id1")).toEqual([]);
});

it("what the transcript holds does not show as unsent", () => {
  expect(unsent([item], "a", [])).toEqual([item]);
  expect(unsent([item], "a", [text(1, "hello", { client_id: "id1" })])).toEqual([]);
  expect(unsent([item], "b", [])).toEqual([]);
});

it.each([null, "", "nonsense", "{}", "[1, null, {}]", '[{"id":1}]'])("a spoilt memory (%s) is an empty outbox", (json) => {
  expect(parseOutbox(json)).toEqual([]);
});

it("survives a reload", () => {
  expect(parseOutbox(JSON.stringify([item]))).toEqual([item]);
});

it("a template survives a reload with its values", () => {
  const template = pending("id2", "a", "Hello Anna", AT, { template: { name: "hello", language: "en", values: ["Anna"] } });
  expect(parseOutbox(JSON.stringify([template, { ...template, template: { name: "hello" } }]))).toEqual([template]);
});

it("keeps the translation that the agent has seen over a reload, and nothing that is none", () => {
  const seen = pending("id3", "a", "hello", AT, { translation: { text: "hola", engine: null, edited: true } });
  expect(parseOutbox(JSON.stringify([seen]))).toEqual([seen]);
  expect(parseOutbox(JSON.stringify([{ ...seen, translation: { text: "hola" } }]))).toEqual([]);
  expect(parseOutbox(JSON.stringify([{ ...seen, translation: undefined }]))[0]?.translation).toBeNull();
});
