import { expect, it } from "vitest";

import { urgency } from "./urgency.ts";

it("turns to a warning at half the target and to a breach at all of it", () => {
  expect([0, 499, 500, 999, 1_000].map((ms) => urgency(ms, 1_000))).toEqual(["neutral", "neutral", "warn", "warn", "breach"]);
});
