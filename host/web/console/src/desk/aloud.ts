// What a change in a held conversation says aloud, whichever conversation is in view.

import type { ConsoleEvent } from "../api/types.ts";
import { contactName, deliveryCause } from "../domain/format.ts";
import type { Held } from "../domain/state.ts";
import { catalogue as t } from "../i18n.ts";

/** `before` is the conversation that the event is about, as it was; null: there is nothing to say. */
export function aloud(event: ConsoleEvent, before: Held | undefined): string | null {
  if (before === undefined) return null;
  const name = contactName(before.conversation.contact);
  if (event.kind === "conversation_changed") {
    const ended = before.conversation.state.kind === "assigned" && event.conversation.state.kind === "wrap_up";
    return ended ? t.wrapUp.announce(name) : null;
  }
  if (event.kind === "delivery_changed" && event.delivery.state === "failed") {
    return t.delivery.announceFailed(name, deliveryCause(event.delivery.reason?.cause ?? "other"));
  }
  if (event.kind === "translation_changed" && event.translation.failure !== undefined) return t.translation.announceFailed(name);
  const { content, author } = event.kind === "message_added" ? event.message : { content: null, author: null };
  const asWritten = content?.kind === "text" && content.original?.failure !== undefined;
  return asWritten && author?.kind === "agent" ? t.translation.announceSentAsWritten(name) : null;
}
