// A transcript as it is read: days, groups of bubbles by one author, lines about what happened.

import type { AttachmentView, AuthorView, ContentView, DeliveryView, MessageView } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";

/** Bubbles of one author further apart than this begin a new group. */
const GROUP_MS = 3 * 60_000;

export type Line =
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "fact"; readonly key: string; readonly at: string; readonly content: Exclude<ContentView, { kind: "text" }> }
  | { readonly kind: "group"; readonly key: string; readonly author: AuthorView; readonly bubbles: readonly Bubble[] };

export interface Bubble {
  readonly seq: number;
  readonly at: string;
  /** May be empty beside files. */
  readonly text: string;
  readonly attachments: readonly AttachmentView[];
  /** The name of the template that it was made from. */
  readonly template: string | null;
  readonly delivery: DeliveryView | undefined;
}

/** `dayOf` says which day a moment belongs to, in the reader's zone. */
export function lines(messages: readonly MessageView[], dayOf: (at: string) => string): Line[] {
  const out: Line[] = [];
  let today = "";
  for (const message of messages) {
    const thatDay = dayOf(message.at);
    if (thatDay !== today) {
      today = thatDay;
      out.push({ kind: "day", key: `day-${thatDay}`, at: message.at });
    }
    append(out, message);
  }
  return out;
}

function append(out: Line[], { seq, at, author, content, delivery }: MessageView): void {
  if (content.kind !== "text") {
    out.push({ kind: "fact", key: `fact-${seq}`, at, content });
    return;
  }
  const { text, attachments = [], template = null } = content;
  const bubble: Bubble = { seq, at, text, attachments, template, delivery };
  const last = out.at(-1);
  if (last?.kind === "group" && continues(last.author, last.bubbles, author, at)) {
    out[out.length - 1] = { ...last, bubbles: [...last.bubbles, bubble] };
  } else {
    out.push({ kind: "group", key: `group-${seq}`, author, bubbles: [bubble] });
  }
}

function continues(before: AuthorView, bubbles: readonly Bubble[], author: AuthorView, at: string): boolean {
  const lastAt = bubbles.at(-1)?.at ?? at;
  return sameAuthor(before, author) && Date.parse(at) - Date.parse(lastAt) < GROUP_MS;
}

function sameAuthor(a: AuthorView, b: AuthorView): boolean {
  return a.kind === "agent" && b.kind === "agent" ? a.agent === b.agent : a.kind === b.kind;
}

/** How many of the contact's texts lie after what the agent has read. */
export function unread(messages: readonly MessageView[], readUpTo: number): number {
  return messages.filter(({ seq, author, content }) => seq > readUpTo && author.kind === "contact" && content.kind === "text").length;
}

/** The last thing somebody wrote or sent, for the row in the list. */
export function lastText(messages: readonly MessageView[]): { readonly text: string; readonly own: boolean } | null {
  const last = messages.findLast(({ content }) => content.kind === "text");
  return last === undefined ? null : { text: inShort(last.content), own: last.author.kind !== "contact" };
}

/** What a message says, in a line: its text, else what its first file is. */
export function inShort(content: ContentView): string {
  if (content.kind !== "text") return "";
  const [file] = content.attachments ?? [];
  return content.text !== "" || file === undefined ? content.text : t.files.media[file.media];
}
