import { expect, test } from "vitest";

import { VisibleClock } from "./visible-clock.ts";

test("only time in which the page was visible counts", () => {
  const clock = new VisibleClock(true, 100);
  expect(clock.at(350.25)).toBe(250.25);
  clock.turn(false, 400);
  expect(clock.at(9_000)).toBe(300);
  clock.turn(false, 9_000);
  clock.turn(true, 10_000);
  clock.turn(true, 10_050);
  expect(clock.at(10_100)).toBe(400);
});

test("a page that begins in the background has not been visible", () => {
  const clock = new VisibleClock(false, 0);
  expect(clock.at(5_000)).toBe(0);
  clock.turn(true, 5_000);
  expect(clock.at(5_010)).toBe(10);
});
