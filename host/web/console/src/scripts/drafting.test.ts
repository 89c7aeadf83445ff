import { expect, it } from "vitest";

import type { SectionDraft, SectionEdit } from "../api/types.ts";
import { answeredTo, asking, drafted, edited, question, settled, unanswered, valueOf, written, type Drafting } from "./drafting.ts";

const draft = (text: string, value: unknown = { a: text }): SectionDraft => ({ text, value, problems: [] });
const set = (key: string, value: unknown): SectionEdit => ({ op: "set", path: [key], value });

/** Asks what is to be asked; what was asked. */
function ask(state: Drafting): readonly [Drafting, NonNullable<ReturnType<typeof question>>] {
  const next = question(state);
  if (next === null) throw new Error("nothing is to be asked");
  return [asking(state, next), next];
}

function opened(): Drafting {
  const [state, first] = ask(drafted("one"));
  return answeredTo(state, first, draft("one"));
}

it("a text is asked about once", () => {
  const state = opened();
  expect(settled(state)).toBe(true);
  expect(question(state)).toBeNull();
  expect(valueOf(state)).toEqual({ a: "one" });
});

it("an edit is seen at once, and what is typed meanwhile is not lost by the answer", () => {
  const [sent, first] = ask(edited(opened(), [set("a", "t")]));
  const typed = edited(sent, [set("a", "ty")]);
  expect(valueOf(typed)).toEqual({ a: "ty" });
  expect(question(typed)).toBeNull();
  const answered = answeredTo(typed, first, draft("a = t", { a: "t" }));
  expect(valueOf(answered)).toEqual({ a: "ty" });
  const [again, second] = ask(answered);
  expect(second).toMatchObject({ text: "a = t", edits: [set("a", "ty")] });
  const done = answeredTo(again, second, draft("a = ty", { a: "ty" }));
  expect(settled(done)).toBe(true);
  expect(done.text).toBe("a = ty");
});

it("of values typed one after the other only the last is sent", () => {
  const state = edited(edited(edited(opened(), [set("a", "t")]), [set("a", "ty")]), [set("b", 1), set("b", 2)]);
  expect(state.waiting).toEqual([set("a", "ty"), set("b", 2)]);
});

it("an edit that something stands between is kept", () => {
  const state = edited(opened(), [set("a", 1), { op: "remove", path: ["b"] }, set("a", 2)]);
  expect(state.waiting).toHaveLength(3);
});

it("an answer to an earlier text comes too late", () => {
  const [sent, first] = ask(edited(opened(), [set("a", "x")]));
  const rewritten = written(sent, "a = 'mine'");
  const late = answeredTo(rewritten, first, draft("a = x", { a: "x" }));
  expect(late.text).toBe("a = 'mine'");
  expect(valueOf(late)).toEqual({ a: "one" });
  expect(question(late)).toMatchObject({ text: "a = 'mine'", edits: [] });
});

it("what had no answer is asked again, in its order", () => {
  const [sent, first] = ask(edited(opened(), [set("a", 1)]));
  const failed = unanswered(edited(sent, [set("b", 2)]), first);
  expect(valueOf(failed)).toEqual({ a: 1, b: 2 });
  expect(question(failed)).toMatchObject({ text: "one", edits: [set("a", 1), set("b", 2)] });
});

it("a text that is not TOML has no value, and its edits change none", () => {
  const [state, first] = ask(drafted("{{"));
  const known = answeredTo(state, first, draft("{{", null));
  expect(valueOf(edited(known, [set("a", 1)]))).toBeNull();
});
