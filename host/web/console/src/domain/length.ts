// How long a text is, in the terms of the channel it goes out on.

import type { ChannelView } from "../api/types.ts";
import { smsLength, type SmsLength } from "./sms.ts";

/** The most characters of one message, as the gateway counts them. */
export const TEXT_CHARS_MAX = 5_000;

/** From this share of what fits on, the agent sees how much is left. */
const NEAR = 0.9;

export type Length =
  /** Nothing that the agent needs to know. */
  | { readonly kind: "short" }
  /** Near the gateway's bound, or over it: then negative. */
  | { readonly kind: "left"; readonly left: number }
  | { readonly kind: "characters"; readonly used: number; readonly max: number; readonly parts: number }
  | { readonly kind: "sms"; readonly sms: SmsLength };

/** `channel` is null while nothing is known of it. */
export function lengthOf(text: string, channel: ChannelView | null): Length {
  if (text === "") return { kind: "short" };
  const used = countChars(text);
  if (used > TEXT_CHARS_MAX) return { kind: "left", left: TEXT_CHARS_MAX - used };
  if (channel !== null && !channel.live) {
    if (channel.counting === "sms") return { kind: "sms", sms: smsLength(text) };
    const max = channel.max_chars;
    if (used > max * NEAR && max < TEXT_CHARS_MAX) return { kind: "characters", used, max, parts: Math.ceil(used / max) };
  }
  return used > TEXT_CHARS_MAX * NEAR ? { kind: "left", left: TEXT_CHARS_MAX - used } : { kind: "short" };
}

/** Characters as the gateway counts them: Unicode scalar values, not UTF-16 units. */
export function countChars(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
