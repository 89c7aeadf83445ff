// A transcript as it is read: days, groups of bubbles by one author, lines about what happened.

import type { AttachmentView, AuthorView, ContentView, DeliveryView, MessageView, OriginalView, TranslationView } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";
import { translationFor } from "./translation.ts";

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
  /** What the agent wrote, when the contact was to get it in another language. */
  readonly original: OriginalView | undefined;
  /** Of what the contact wrote. */
  readonly translations: readonly TranslationView[];
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

function append(out: Line[], { seq, at, author, content, delivery, translations = [] }: MessageView): void {
  if (content.kind !== "text") {
    out.push({ kind: "fact", key: `fact-${seq}`, at, content });
    return;
  }
  const { text, attachments = [], template = null, original } = content;
  const bubble: Bubble = { seq, at, text, attachments, template, delivery, original, translations };
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

/** The last thing somebody wrote or sent, for the row in the list: in the reader's language, if it is there in it. */
export function lastText(messages: readonly MessageView[], reader: string | null = null): { readonly text: string; readonly own: boolean } | null {
  const last = messages.findLast(({ content }) => content.kind === "text");
  if (last === undefined) return null;
  const own = last.author.kind !== "contact";
  if (reader === null || last.content.kind !== "text") return { text: inShort(last.content), own };
  const inTheirs = own ? last.content.original?.text : translationFor(last.translations ?? [], reader)?.text;
  return { text: inTheirs ?? inShort(last.content), own };
}

/** What a message says, in a line: its text, else what its first file is. */
export function inShort(content: ContentView): string {
  if (content.kind !== "text") return "";
  const [file] = content.attachments ?? [];
  return content.text !== "" || file === undefined ? content.text : t.files.media[file.media];
}
