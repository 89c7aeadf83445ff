// What may be written to a contact at this moment: consent first, then the channel's reply window.
// Some providers take any text only for some hours after the contact's last message.

import type { ChannelView, ConversationView } from "../api/types.ts";

/** The last stretch of a window, in which the agent is warned. */
export const CLOSES_SOON_MS = 3_600_000;

export type Reply =
  /** Any text, until `untilMs`; null: for as long as you like. `extended`: longer than for any text. */
  | { readonly kind: "text"; readonly untilMs: number | null; readonly extended: boolean }
  /** The window is closed since `sinceMs`, or has never been open (null): only templates. */
  | { readonly kind: "templates"; readonly sinceMs: number | null }
  /** The same, and the channel has no templates. */
  | { readonly kind: "nothing"; readonly sinceMs: number | null }
  /** The contact has asked for no more messages. */
  | { readonly kind: "stopped"; readonly at: string };

const always: Reply = { kind: "text", untilMs: null, extended: false };

/** `channel` is null while nothing is known of it: then the gateway decides alone. */
export function replyOf({ contact, contact_wrote_at }: ConversationView, channel: ChannelView | null, nowMs: number): Reply {
  if (contact.stopped_at !== undefined) return { kind: "stopped", at: contact.stopped_at };
  if (channel === null || channel.window_s === null) return always;
  const shut: Reply["kind"] = channel.templates.length > 0 ? "templates" : "nothing";
  if (contact_wrote_at === undefined) return { kind: shut, sinceMs: null };
  const wroteMs = Date.parse(contact_wrote_at);
  const untilMs = wroteMs + channel.window_s * 1_000;
  if (nowMs < untilMs) return { kind: "text", untilMs, extended: false };
  const extendedMs = wroteMs + Math.max(channel.window_s, channel.window_extended_s ?? 0) * 1_000;
  return nowMs < extendedMs ? { kind: "text", untilMs: extendedMs, extended: true } : { kind: shut, sinceMs: extendedMs };
}

/** Whether the window closes so soon that the agent is warned. */
export function closesSoon(untilMs: number, nowMs: number): boolean {
  return untilMs - nowMs <= CLOSES_SOON_MS;
}
