// Values to words: times, names, codes. Pure; the clock is a parameter.

import type { ContactView, EndedByView, PresenceView } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";

const MINUTE_S = 60;
const HOUR_S = 3_600;

/** A moment as the wire writes it. */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** `0:41`, `12:05`, `1:02:03`. Never negative. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1_000));
  const hours = Math.floor(total / HOUR_S);
  const minutes = Math.floor((total % HOUR_S) / MINUTE_S);
  const seconds = String(total % MINUTE_S).padStart(2, "0");
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`;
}

/** How long ago `at` was, or null when there is no such moment. */
export function since(at: string | null | undefined, nowMs: number): string | null {
  return at === null || at === undefined ? null : duration(nowMs - Date.parse(at));
}

/** Whole seconds until `at`, rounded up, so that a countdown ends at 0 and not at 1. */
export function secondsUntil(at: string, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(at) - nowMs) / 1_000));
}

const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const secondsFormat = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const dayFormat = new Intl.DateTimeFormat(t.locale, { day: "numeric", month: "short", year: "numeric" });

/** `14:02`, in the agent's own zone and habit. */
export function timeOfDay(at: string): string {
  return timeFormat.format(new Date(at));
}

/** `14:02:07`. */
export function timeWithSeconds(at: string): string {
  return secondsFormat.format(new Date(at));
}

/** `Today`, `Yesterday` or the date. */
export function day(at: string, nowMs: number): string {
  const then = new Date(at);
  const now = new Date(nowMs);
  if (sameDay(then, now)) return t.message.today;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return sameDay(then, yesterday) ? t.message.yesterday : dayFormat.format(then);
}

/** `Today 14:02`. */
export function dayAndTime(at: string, nowMs: number): string {
  return `${day(at, nowMs)} ${timeOfDay(at)}`;
}

/** A day without a time, as the wire writes it; what is none stays as it came. */
export function dayOf(date: string): string {
  const [year, month, of] = date.split("-").map(Number);
  return year === undefined || month === undefined || of === undefined || Number.isNaN(year + month + of) ? date : dayFormat.format(new Date(year, month - 1, of));
}

const weekdayFormat = new Intl.DateTimeFormat(t.locale, { weekday: "short" });
const WEEK_MS = 6 * 24 * HOUR_S * 1_000;

/** A moment within a sentence, as short as it is clear: `14:05`, `tomorrow 14:05`, `Thu 14:05`, `3 Mar 2026 14:05`. */
export function moment(at: string, nowMs: number): string {
  const then = new Date(at);
  const now = new Date(nowMs);
  if (sameDay(then, now)) return timeOfDay(at);
  if (sameDay(then, new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1))) return t.reply.tomorrow(timeOfDay(at));
  const near = Math.abs(then.getTime() - nowMs) < WEEK_MS;
  return `${(near ? weekdayFormat : dayFormat).format(then)} ${timeOfDay(at)}`;
}

/** `45 min`, `3 h`, `6 d`: never more than there is, and never nothing. */
export function roughly(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000));
  if (minutes < 60) return t.reply.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t.reply.hours(hours) : t.reply.days(Math.floor(hours / 24));
}

const KB = 1_000;

/** `512 B`, `84 KB`, `1.4 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < KB) return t.files.bytes(bytes);
  if (bytes < KB * KB) return t.files.kilobytes(String(Math.round(bytes / KB)));
  return t.files.megabytes(new Intl.NumberFormat(t.locale, { maximumFractionDigits: 1 }).format(bytes / KB / KB));
}

export function sameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();
}

/** What to call a contact: the name, else the account number or the address, else a word for somebody unknown. */
export function contactName(contact: ContactView): string {
  return filled(contact.name) ?? filled(contact.account_number) ?? filled(contact.address) ?? t.guest;
}

function filled(text: string | null | undefined): string | null {
  return text === null || text === undefined || text.trim() === "" ? null : text.trim();
}

/** One or two letters for a portrait. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => (word === undefined ? "" : ([...word][0] ?? "")));
  return letters.join("").toLocaleUpperCase() || "?";
}

/** One of `count` tints, always the same for the same id. */
export function tint(id: string, count: number): number {
  let hash = 7;
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 65_521;
  return hash % count;
}

/** `lunch_break` → `Lunch break`. */
export function humanise(code: string): string {
  const words = code.replaceAll(/[_-]+/g, " ").trim();
  const [first = "", ...rest] = words;
  return first.toLocaleUpperCase() + rest.join("");
}

/** The reason given where the operator has named none. */
export const PLAIN_AWAY = "away";

export function awayReason(reason: string): string {
  return reason === "missed_offer" ? t.presence.missedOffer : humanise(reason).toLocaleLowerCase();
}

export function presenceName(presence: PresenceView): string {
  switch (presence.kind) {
    case "available":
      return t.presence.available;
    case "away":
      return presence.reason === PLAIN_AWAY ? t.presence.away : t.presence.awayFor(awayReason(presence.reason));
    case "offline":
      return t.presence.offline;
    default:
      presence satisfies never;
      return "";
  }
}

/** Why a message did not arrive, in words. */
export function deliveryCause(cause: string): string {
  return t.delivery.causes[cause] ?? t.delivery.causes["other"] ?? cause;
}

/** `nameOf` knows the agents' names. */
export function endedBy(by: EndedByView, nameOf: (agent: string) => string): string {
  switch (by.kind) {
    case "contact":
      return t.message.endedBy.contact;
    case "agent":
      return t.message.endedBy.agent(nameOf(by.agent));
    case "supervisor":
      return t.message.endedBy.supervisor(nameOf(by.agent));
    case "system":
      return t.message.endedBy.system;
    case "diverted":
      return t.message.endedBy.diverted;
    default:
      by satisfies never;
      return "";
  }
}

/** `de-AT` → `German (Austria)`; what cannot be named stays as it came. */
export function languageName(locale: string): string {
  try {
    return new Intl.DisplayNames([t.locale], { type: "language" }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}
