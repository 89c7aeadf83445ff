import { expect, test } from "vitest";

import { pauseBefore } from "./backoff.ts";

test("the longest possible pause doubles from half a second up to thirty", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => pauseBefore(attempt, () => 0.999_999));
  expect(longest).toEqual([499, 999, 1999, 3999, 7999, 15_999, 29_999, 29_999, 29_999]);
});

test("any pause down to none is possible, so that clients spread out", () => {
  expect(pauseBefore(6, () => 0)).toBe(0);
  expect(pauseBefore(6, () => 0.5)).toBe(15_000);
});
