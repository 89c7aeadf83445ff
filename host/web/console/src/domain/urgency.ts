// How pressing an unanswered message is.

export type Urgency = "neutral" | "warn" | "breach";

/** The time within which a contact should have an answer. */
export const ANSWER_TARGET_MS = 60_000;

/** Neutral in the first half of the target, a warning in the second, a breach after it. */
export function urgency(unansweredMs: number, targetMs: number = ANSWER_TARGET_MS): Urgency {
  if (unansweredMs >= targetMs) return "breach";
  return unansweredMs * 2 >= targetMs ? "warn" : "neutral";
}
