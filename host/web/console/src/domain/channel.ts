// What kind of channel one is, for its picture and its word.

import type { ChannelView } from "../api/types.ts";

export type ChannelKind = "live" | "sms" | "phone" | "app";

/** `channel` is null while nothing is known of it. */
export function channelKind(channel: ChannelView | null): ChannelKind {
  if (channel === null || channel.live) return "live";
  if (channel.counting === "sms") return "sms";
  return channel.address === "phone" ? "phone" : "app";
}
