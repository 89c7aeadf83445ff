// Satisfaction in figures and words. Pure.

import type { Satisfaction, SurveyScale } from "../api/types.ts";

const one = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const signed = new Intl.NumberFormat("en", { maximumFractionDigits: 0, signDisplay: "exceptZero" });

/** The result as people say it: `4.3`, or `+12`. */
export function result({ scale, result: hundredths }: Satisfaction): string {
  return scale === "csat" ? one.format(hundredths / 100) : signed.format(Math.round(hundredths / 100));
}

/** The scores of a scale, the lowest first. */
export function scoresOf(scale: SurveyScale): number[] {
  return scale === "csat" ? [1, 2, 3, 4, 5] : Array.from({ length: 11 }, (_, score) => score);
}

/** How good a score is, for its colour: nothing is said by colour alone. */
export function mood(scale: SurveyScale, score: number): "bad" | "middle" | "good" {
  const [bad, middle] = scale === "csat" ? [2, 3] : [6, 8];
  return score <= bad ? "bad" : score <= middle ? "middle" : "good";
}

export interface Bar {
  readonly score: number;
  readonly count: number;
  /** Of the most frequent score: 0 to 1. */
  readonly height: number;
  readonly mood: "bad" | "middle" | "good";
}

/** How often each score was given. */
export function bars({ scale, scores }: Satisfaction): Bar[] {
  const most = Math.max(1, ...scores);
  return scoresOf(scale).map((score, index) => {
    const count = scores[index] ?? 0;
    return { score, count, height: count / most, mood: mood(scale, score) };
  });
}

/** The day so many days before a moment, in UTC: `2026-01-31`. */
export function dayBefore(nowMs: number, days: number): string {
  return new Date(nowMs - days * 86_400_000).toISOString().slice(0, 10);
}
