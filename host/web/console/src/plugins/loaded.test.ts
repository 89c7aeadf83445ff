import { expect, it } from "vitest";

import { answered, asked, failed, known, nothingYet } from "./loaded.ts";

it("keeps what it shows while it asks again, and when that fails", () => {
  const first = answered(asked(nothingYet<number>()), 1, 7);
  const again = asked(first);
  expect(again).toEqual({ value: 7, problem: null, loading: true, turn: 2 });
  expect(failed(again, 2, "gone")).toEqual({ value: 7, problem: "gone", loading: false, turn: 2 });
  expect(answered(failed(again, 2, "gone"), 2, 8).problem).toBeNull();
});

it("ignores answers that come too late", () => {
  const second = asked(asked(nothingYet<number>()));
  expect(answered(second, 1, 7)).toBe(second);
  expect(failed(second, 1, "gone")).toBe(second);
  const acted = known(second, 9);
  expect(answered(acted, 2, 7).value).toBe(9);
});
