import { beforeEach, expect, it, vi } from "vitest";

import type { CustomerList } from "../api/types.ts";
import { customer, customersRest } from "../domain/fixtures.ts";
import { Browse, PAUSE_MS } from "./browse.svelte.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => void vi.useRealTimers();
});

const page = (ids: readonly string[], next: string | null = null): CustomerList => ({ items: ids.map((id) => customer(id)), next });

/** A list whose answers are given by hand, in any order. */
function asked() {
  const waiting: { text: string; after: string | null | undefined; settle: (answer: CustomerList | Error) => void }[] = [];
  const find = (text: string, after?: string | null): Promise<CustomerList> => new Promise((done, fail) => void waiting.push({ text, after, settle: (answer) => (answer instanceof Error ? fail(answer) : done(answer)) }));
  const browse = new Browse({ customers: customersRest({ find }) });
  const answer = async (nth: number, what: CustomerList | Error): Promise<void> => {
    waiting[nth]?.settle(what);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { browse, waiting, answer, shown: () => browse.list.items?.map(({ id }) => id) };
}

it("everybody is listed at first, and page by page", async () => {
  const { browse, waiting, answer, shown } = asked();
  void browse.look();
  await answer(0, page(["a", "b"], "b"));
  void browse.list.more();
  void browse.list.more();
  await answer(1, page(["c"]));
  expect([shown(), browse.list.next, waiting.map(({ after }) => after)]).toEqual([["a", "b", "c"], null, [null, "b"]]);
});

it("what is typed is looked for once the agent pauses, and what comes late is not shown", async () => {
  const { browse, waiting, answer, shown } = asked();
  void browse.look();
  browse.type(" ro");
  await answer(0, page(["a"]));
  expect([shown(), browse.typing]).toEqual([undefined, true]);
  browse.type(" ros");
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  await answer(1, page(["b"]));
  expect([waiting.map(({ text }) => text), shown(), browse.typing]).toEqual([["", "ros"], ["b"], false]);
});

it("a page that fails leaves what is shown, and can be asked for again", async () => {
  const { browse, answer, shown } = asked();
  void browse.look();
  await answer(0, page(["a"], "a"));
  void browse.list.more();
  await answer(1, new Error("down"));
  expect([shown(), browse.list.problem, browse.list.next]).toEqual([["a"], expect.any(String), "a"]);
  void browse.list.more();
  await answer(2, page(["b"]));
  expect([shown(), browse.list.problem]).toEqual([["a", "b"], null]);
});

it("who was looked for in vain is probably who is to be written", async () => {
  const { browse, answer } = asked();
  browse.type("Ida Berg");
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  await answer(0, page([]));
  const form = browse.begin();
  expect(form.name).toBe("Ida Berg");
  form.notes = "typed";
  expect(browse.begin().notes).toBe("typed");
  browse.newForm = null;
  browse.text = "tag:vip";
  expect(browse.begin().name).toBe("");
});
