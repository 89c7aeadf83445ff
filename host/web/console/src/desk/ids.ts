// Ids of the console's own, from the protocol's alphabet.

import { newId } from "../../../protocol/ids.ts";

/** A new id for a message. It stays the same on every retry. */
export function newMessageId(): string {
  return newId({ random: () => Math.random() });
}
