// How far a message to a contact has come, as the agent sees it.

import type { ChannelView, DeliveryStateView, MessageView } from "../api/types.ts";

/** `waiting`: on its way to the provider. */
export type Progress = "waiting" | DeliveryStateView;

/**
 * Null where there is nothing to follow: the contact's own messages, and channels whose contacts are
 * on the page. While nothing is known of the channel, only what the message says itself.
 */
export function progressOf({ author, delivery }: Pick<MessageView, "author" | "delivery">, channel: ChannelView | null): Progress | null {
  if (author.kind === "contact" || channel?.live === true) return null;
  return delivery?.state ?? (channel === null ? null : "waiting");
}

/** What the agent has to see to: the last of their messages has not arrived, or nobody knows. */
export function needsCare(messages: readonly MessageView[]): "failed" | "uncertain" | null {
  const last = messages.findLast(({ author, content }) => author.kind === "agent" && content.kind === "text");
  const state = last?.delivery?.state;
  return state === "failed" || state === "uncertain" ? state : null;
}
