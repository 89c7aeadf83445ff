// What of a customer's timeline still has to be done, and what was talked about last. Pure.

import type { CaseView, TimelineItem } from "../api/types.ts";

export type Talk = Extract<TimelineItem, { kind: "conversation" }>;

/** Whether somebody still has to do something about it. */
export function isOpen({ status }: CaseView): boolean {
  return status === "open" || status === "pending";
}

export function openCases(items: readonly TimelineItem[]): CaseView[] {
  return items.flatMap((item) => (item.kind === "case" && isOpen(item.case) ? [item.case] : []));
}

/** The newest other conversations. */
export function talks(items: readonly TimelineItem[], except: string, most: number): Talk[] {
  return items.flatMap((item) => (item.kind === "conversation" && item.conversation !== except ? [item] : [])).slice(0, most);
}
