// What may be attached to a message: one place for the button, the paste and the drop.

import type { ChannelView, ConversationView } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";
import { canWrite, type Verdict } from "./can.ts";
import { fileSize } from "./format.ts";

/** What is known of a file before its bytes are looked at. */
export interface Candidate {
  readonly name: string;
  /** As the browser guesses; empty: it does not know. The gateway looks at the bytes. */
  readonly type: string;
  readonly size: number;
}

const no = (why: string): Verdict => ({ ok: false, why });

/** Whether files may be attached at all. `attached`: how many there are. */
export function canAttach(conversation: ConversationView, channel: ChannelView | null, connected: boolean, attached: number): Verdict {
  const writable = canWrite(conversation);
  if (!writable.ok) return writable;
  if (conversation.contact.stopped_at !== undefined) return no(t.can.stopped);
  if (channel === null) return no(t.can.notLoaded);
  if (channel.files === null) return no(t.attach.notHere);
  if (!connected) return no(t.can.notConnected);
  return attached < channel.files.count_max ? { ok: true } : no(t.attach.tooMany(channel.files.count_max));
}

/** What is wrong with a file; null: nothing that can be seen from outside. */
export function wrongWith(file: Candidate, channel: ChannelView): string | null {
  const rules = channel.files;
  if (rules === null) return t.attach.notHere;
  if (file.size === 0) return t.attach.empty;
  if (file.size > rules.bytes_max) return t.attach.tooLarge(fileSize(rules.bytes_max));
  const type = file.type.split(";")[0]?.trim().toLowerCase() ?? "";
  const isKnown = type !== "" && !isLoose(type);
  return isKnown && !rules.types.includes(type) ? t.attach.wrongKind : null;
}

/** Types that browsers guess by the name, in other words than the gateway's: its bytes decide. */
function isLoose(type: string): boolean {
  return type.startsWith("text/") || type.startsWith("audio/") || type.startsWith("video/") || type === "application/octet-stream";
}
