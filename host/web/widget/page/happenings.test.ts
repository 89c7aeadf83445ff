import { expect, test } from "vitest";

import { nothingYet, type ChatState } from "../../protocol/chat-state.ts";
import { happened, nothing, standing, type Standing } from "./happenings.ts";

const form: ChatState = { ...nothingYet, phase: { kind: "none" }, link: "ready" };
const asked: ChatState = { ...form, starting: { kind: "asked" } };
const queued: ChatState = { ...form, conversation: "cnv_1", phase: { kind: "queued", position: 1, since: 0, wait: null } };
const assigned: ChatState = { ...queued, phase: { kind: "assigned", agent: "Bea" } };
const ended = (by: string): ChatState => ({ ...queued, phase: { kind: "ended", by } });

/** The events of a story, each with the window open or not. */
function story(steps: readonly [ChatState, boolean][], byPage = false): unknown[] {
  let was: Standing = nothing;
  return steps.flatMap(([state, open]) => {
    const is = standing(state, open, was);
    const events = happened(was, is, byPage);
    was = is;
    return events.map(([name, detail]) => (Object.keys(detail).length === 0 ? name : [name, Object.values(detail as Record<string, unknown>).at(-1)]));
  });
}

test("a whole chat tells its events in order", () => {
  expect(story([[form, true], [asked, true], [{ ...asked, conversation: "cnv_1", starting: { kind: "no" } }, true], [queued, true], [assigned, true], [ended("agent"), true]])).toEqual([
    "started",
    "form-opened",
    ["session-created", "cnv_1"],
    ["chat-opened", "cnv_1"],
    ["session-ended", "agent"],
    ["ended", "agent"],
  ]);
});

test("a chat that goes on after a reload was created before", () => {
  const known: ChatState = { ...nothingYet, conversation: "cnv_1" };
  expect(story([[known, false], [queued, false], [queued, true]])).toEqual(["started", ["chat-opened", "cnv_1"]]);
});

test("a session whose place in line is told before it is acknowledged is created once", () => {
  const told: ChatState = { ...queued, starting: { kind: "asked" } };
  expect(story([[form, true], [asked, true], [told, true], [told, true], [queued, true]]).slice(2)).toEqual([["session-created", "cnv_1"], ["chat-opened", "cnv_1"]]);
});

test("a form that is put away ends what had begun, and is no session", () => {
  expect(story([[form, true], [form, false], [form, true]])).toEqual(["started", "form-opened", ["ended", "visitor"], "started", "form-opened"]);
});

test("a form for messages is no form before a chat", () => {
  let was: Standing = nothing;
  const told: unknown[] = [];
  for (const away of ["asking", "closed", "closed"] as const) {
    const is = standing(form, true, was, away);
    told.push(...happened(was, is, false));
    was = is;
  }
  expect(told).toEqual([["started", {}], ["offline-form-opened", { reason: "closed" }]]);
});

test("who leaves the line for a message has skipped it, and the form is the next thing", () => {
  const was = standing(queued, true, nothing);
  const is = standing(ended("contact"), true, was, "left");
  expect(happened(was, is, false)).toEqual([
    ["queue-skipped", { conversation: "cnv_1" }],
    ["session-ended", { conversation: "cnv_1", reason: "visitor" }],
    ["offline-form-opened", { reason: "left" }],
  ]);
  const put = standing(ended("contact"), false, is, "asking");
  expect(happened(is, put, false)).toEqual([["ended", { reason: "visitor" }]]);
});

test("minimising a chat ends nothing", () => {
  expect(story([[form, true], [asked, true], [queued, true], [queued, false]]).slice(-2)).toEqual([["session-created", "cnv_1"], ["chat-opened", "cnv_1"]]);
});

test("who ended it is told: the visitor, the page, an agent", () => {
  const end = (by: string, byPage: boolean): unknown => story([[queued, true], [ended(by), true]], byPage).at(-1);
  expect(end("visitor", false)).toEqual(["ended", "visitor"]);
  expect(end("visitor", true)).toEqual(["ended", "page"]);
  expect(end("agent", false)).toEqual(["ended", "agent"]);
  expect(end("system", false)).toEqual(["ended", "system"]);
});

test("a refusal is an error once, and a line that is lost another", () => {
  const refused: ChatState = { ...form, starting: { kind: "refused", code: "queue_full", field: null } };
  expect(story([[form, true], [asked, true], [refused, true], [refused, true]]).slice(2)).toEqual([["session-error", "queue_full"]]);
  const lost: ChatState = { ...assigned, link: "waiting" };
  expect(story([[assigned, true], [lost, true], [{ ...lost, link: "connecting" }, true], [assigned, true], [lost, true]]).slice(2)).toEqual([["session-error", "connection_lost"], ["session-error", "connection_lost"]]);
});

test("a reload whose line is not there yet is no loss", () => {
  const known: ChatState = { ...nothingYet, conversation: "cnv_1", link: "connecting" };
  expect(story([[known, false], [assigned, false]])).toEqual(["started"]);
});

test("whoever chooses not to wait skips the queue, and whoever says something else does not", () => {
  const line = (text: string): ChatState["lines"] => [{ key: text, id: text, seq: 1, from: "visitor", name: null, text, notice: null, at: 0, sending: "sent", reason: null }];
  const waiting: ChatState = { ...queued, choices: [{ text: "Not now", skips_queue: true }, { text: "Yes", skips_queue: false }] };
  const skipped: ChatState = { ...queued, lines: line("Not now") };
  expect(story([[waiting, true], [{ ...waiting, lines: line("Not now") }, true], [skipped, true], [skipped, true]]).slice(2)).toEqual([["queue-skipped", "cnv_1"]]);
  expect(story([[waiting, true], [{ ...queued, lines: line("Yes") }, true]]).slice(2)).toEqual([]);
});
