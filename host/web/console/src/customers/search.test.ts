import { beforeEach, expect, it, vi } from "vitest";

import type { CustomerList } from "../api/types.ts";
import { customer, customersRest } from "../domain/fixtures.ts";
import { CustomerSearch, PAUSE_MS } from "./search.svelte.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => void vi.useRealTimers();
});

/** A search whose answers are given by hand, in any order. */
function asked() {
  const waiting = new Map<string, (answer: CustomerList | Error) => void>();
  const find = (text: string): Promise<CustomerList> => new Promise((done, fail) => void waiting.set(text, (answer) => (answer instanceof Error ? fail(answer) : done(answer))));
  return {
    search: new CustomerSearch({ customers: customersRest({ find }) }),
    texts: () => [...waiting.keys()],
    answer: async (text: string, answer: CustomerList | Error): Promise<void> => {
      waiting.get(text)?.(answer);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

const pause = (): Promise<unknown> => vi.advanceTimersByTimeAsync(PAUSE_MS);

it("waits until the agent pauses", async () => {
  const { search, texts } = asked();
  search.type("R");
  await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
  search.type(" Ro ");
  expect([texts(), search.looking]).toEqual([[], true]);
  await pause();
  expect(texts()).toEqual(["Ro"]);
});

it("what comes late is not shown", async () => {
  const { search, answer } = asked();
  search.type("R");
  await pause();
  search.type("Ro");
  await pause();
  await answer("Ro", { items: [customer("b")], next: null });
  await answer("R", { items: [customer("a")], next: null });
  expect(search.items?.map(({ id }) => id)).toEqual(["b"]);
  expect(search.looking).toBe(false);
});

it("an empty field looks for nobody, whatever is under way", async () => {
  const { search, answer } = asked();
  search.type("R");
  await pause();
  search.type(" ");
  await answer("R", { items: [customer("a")], next: null });
  expect([search.items, search.looking]).toEqual([null, false]);
});

it("a failure says so, and can be tried again at once", async () => {
  const { search, answer, texts } = asked();
  search.type("R");
  await pause();
  await answer("R", new Error("down"));
  expect([search.looking, search.problem]).toEqual([false, expect.any(String)]);
  void search.look();
  await answer("R", { items: [], next: null });
  expect([search.items, search.problem, texts()]).toEqual([[], null, ["R"]]);
});
