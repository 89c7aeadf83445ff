// What became of invitations, added up over days.

import type { InvitationDay } from "../api/types.ts";

/** An invitation of a channel over some days. */
export interface Row {
  readonly key: string;
  readonly invitation: string;
  readonly channel: string;
  readonly shown: number;
  readonly accepted: number;
  readonly declined: number;
  readonly expired: number;
  readonly chatted: number;
  readonly heldOut: number;
  readonly heldOutChatted: number;
}

/** What difference it makes, in points of a hundred, with the margin of 95 of 100 cases. */
export interface Lift {
  readonly points: number;
  readonly margin: number;
}

/** Fewer on either side say nothing. */
const LEAST = 30;
const DAY_MS = 24 * 3_600_000;
/** How many standard errors 95 of 100 lie within. */
const MARGIN = 1.96;

/** The days that are not older than so many, today included, added up by invitation; the most often shown first. */
export function rowsOf(all: readonly InvitationDay[], days: number, now: number): Row[] {
  const from = Math.floor(now / DAY_MS) * DAY_MS - (days - 1) * DAY_MS;
  const rows = new Map<string, Row>();
  for (const day of all) {
    if (Date.parse(day.day_at) < from) continue;
    const key = `${day.channel}/${day.invitation}`;
    const sum = rows.get(key);
    rows.set(key, {
      key,
      invitation: day.invitation,
      channel: day.channel,
      shown: (sum?.shown ?? 0) + day.shown,
      accepted: (sum?.accepted ?? 0) + day.accepted,
      declined: (sum?.declined ?? 0) + day.declined,
      expired: (sum?.expired ?? 0) + day.expired,
      chatted: (sum?.chatted ?? 0) + day.shown_chatted,
      heldOut: (sum?.heldOut ?? 0) + day.held_out,
      heldOutChatted: (sum?.heldOutChatted ?? 0) + day.held_out_chatted,
    });
  }
  return [...rows.values()].toSorted((a, b) => b.shown - a.shown || a.key.localeCompare(b.key));
}

/** How many more of those who saw it chatted; null: too few to say. */
export function liftOf({ shown, chatted, heldOut, heldOutChatted }: Row): Lift | null {
  if (shown < LEAST || heldOut < LEAST) return null;
  const [seen, kept] = [chatted / shown, heldOutChatted / heldOut];
  const error = Math.sqrt((seen * (1 - seen)) / shown + (kept * (1 - kept)) / heldOut);
  return { points: (seen - kept) * 100, margin: MARGIN * error * 100 };
}

/** `12 %` of a whole; a dash of nothing. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((part / whole) * 100)} %`;
}
