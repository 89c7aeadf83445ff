/** The first pause before connecting again, at most. */
const FIRST_MS = 500;
/** The longest pause. */
const LONGEST_MS = 30_000;

/**
 * How long to wait before attempt number `attempt` (from 0): anything between nothing and the doubled
 * limit ("full jitter"), so that a thousand clients do not come back in the same second.
 */
export function pauseBefore(attempt: number, random: () => number): number {
  const limit = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.floor(random() * limit);
}
