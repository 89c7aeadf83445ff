import { expect, it, vi } from "vitest";

import { aCase, casesRest, customersRest } from "../domain/fixtures.ts";
import { openCases, talks } from "../domain/cases.ts";
import type { TimelineItem } from "../api/types.ts";
import { Work } from "./work.svelte.ts";

const AT = "2026-01-31T09:30:00.000Z";
const talk = (conversation: string): TimelineItem => ({ kind: "conversation", at: AT, conversation, channel: "sms", channel_title: "SMS", queue: "sales", agent: null, state: "closed", disposition: null, first: "" });
const ofCase = (id: string, status: "open" | "pending" | "solved" | "closed"): TimelineItem => ({ kind: "case", at: AT, case: aCase(id, { status }) });

it("a customer's work is asked for once in each conversation, and what is shown stays meanwhile", async () => {
  const timeline = vi.fn(() => Promise.resolve({ items: [talk("c1")], next: null }));
  const work = new Work({ customers: customersRest({ timeline }), cases: casesRest() });
  await work.need("a", "c1");
  await work.need("a", "c1");
  expect(timeline).toHaveBeenCalledTimes(1);
  timeline.mockImplementation(() => Promise.reject(new Error("down")));
  await work.need("a", "c2");
  expect([timeline.mock.calls.length, work.of("a").items?.length, work.of("a").problem]).toEqual([2, 1, expect.any(String)]);
});

it("what waits is open or pending, and the conversation in view is not one of the last", () => {
  const items = [talk("c1"), ofCase("1", "open"), ofCase("2", "solved"), talk("c2"), ofCase("3", "pending"), ofCase("4", "closed"), talk("c3")];
  expect(openCases(items).map(({ id }) => id)).toEqual(["1", "3"]);
  expect(talks(items, "c1", 1).map(({ conversation }) => conversation)).toEqual(["c2"]);
});

it("a case that a conversation is linked to says so at once, and a refusal leaves all as it was", async () => {
  const about = vi.fn(() => Promise.resolve(aCase("1", { status: "open", conversations: ["c1"] })));
  const timeline = (): Promise<{ items: TimelineItem[]; next: null }> => Promise.resolve({ items: [ofCase("1", "open"), talk("c9")], next: null });
  const work = new Work({ customers: customersRest({ timeline }), cases: casesRest({ about }) });
  await work.load("a");
  expect(await work.about("a", "1", "c1")).toBe(true);
  expect(openCases(work.of("a").items ?? []).map(({ conversations }) => conversations)).toEqual([["c1"]]);
  about.mockImplementation(() => Promise.reject(new Error("down")));
  expect(await work.about("a", "1", "c2")).toBe(false);
  expect([openCases(work.of("a").items ?? [])[0]?.conversations, work.of("a").linking]).toEqual([["c1"], null]);
});
