// Whether a contact types at this moment.

import type { Held } from "../domain/state.ts";

/** A sign of typing that is not renewed fades: the "stopped" may have been lost. */
const FADES_AFTER_MS = 12_000;

export function typesNow({ conversation, typingSinceMs }: Held, nowMs: number): boolean {
  return typingSinceMs !== null && conversation.state.kind === "assigned" && nowMs - typingSinceMs < FADES_AFTER_MS;
}
