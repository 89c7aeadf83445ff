import { expect, it } from "vitest";

import { line, placeOf, spots, timeName } from "./plot.ts";

const points = [
  { s: 0, percent: 40 },
  { s: 20, percent: null },
  { s: 60, percent: 100 },
];

it("a curve goes through what is known, higher where more were answered", () => {
  expect(spots(points)).toEqual([{ x: 0, y: 60 }, { x: 100, y: 0 }]);
  expect(line(spots(points))).toBe("0.00,60.00 100.00,0.00");
  expect(spots([])).toEqual([]);
});

it("a time stands between its neighbours, and at an end when it is beyond it", () => {
  const times = [0, 20, 60];
  expect([0, 10, 20, 40, 60, 900].map((seconds) => placeOf(seconds, times))).toEqual([0, 25, 50, 75, 100, 100]);
});

it("times are named in seconds, then in minutes", () => {
  expect([timeName(45), timeName(300)]).toEqual(["45 s", "5 min"]);
});
