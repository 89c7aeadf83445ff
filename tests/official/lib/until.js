// Waiting on conditions.
import { setTimeout as pause } from "node:timers/promises";

const LIMIT_MS = 40_000;

/** Looks again and again until `look` finds something; what it found. `state` tells why it did not. */
export async function until(what, look, state = () => "") {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`${what} has not come: ${state()}`);
    await pause(25);
  }
}
