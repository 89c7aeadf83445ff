import { expect, it } from "vitest";

import { bars, dayBefore, mood, result } from "./figures.ts";

it("a mean has one decimal, and a promoter score its sign", () => {
  expect(result({ scale: "csat", answers: 3, scores: [], result: 433 })).toBe("4.3");
  expect(result({ scale: "csat", answers: 3, scores: [], result: 500 })).toBe("5.0");
  expect(["+33", "0", "-12"]).toEqual([3_333, 0, -1_200].map((hundredths) => result({ scale: "nps", answers: 1, scores: [], result: hundredths })));
});

it("the bars are as high as their share of the most frequent score", () => {
  expect(bars({ scale: "csat", answers: 6, scores: [0, 1, 0, 4, 1], result: 0 }).map(({ height }) => height)).toEqual([0, 0.25, 0, 1, 0.25]);
  expect(bars({ scale: "nps", answers: 0, scores: [], result: 0 })).toHaveLength(11);
});

it("a score of nine promotes and one of six detracts", () => {
  expect([6, 7, 8, 9].map((score) => mood("nps", score))).toEqual(["bad", "middle", "middle", "good"]);
  expect([2, 3, 4].map((score) => mood("csat", score))).toEqual(["bad", "middle", "good"]);
});

it("days are counted in UTC", () => {
  expect(dayBefore(Date.UTC(2026, 2, 1, 0, 30), 1)).toBe("2026-02-28");
});
