// Invented conversations that are over, and how one came to where it is.

import type { ConversationView, Problem, StepView } from "../src/api/types.ts";
import { agent, ago, anna, contact, conversation } from "./data.ts";

export const broken: Problem = { type: "urn:frontdesk:problem:unreachable", code: "unreachable", status: 0, title: "Unreachable", detail: "The gateway cannot be reached." };

const closedAs = (seconds: number, disposition: string | null, note: string | null = null, abandoned = false) => ({
  kind: "closed" as const,
  closed_at: ago(seconds),
  ended_by: { kind: "contact" as const },
  abandoned,
  disposition,
  note,
});

export const past: ConversationView[] = [
  conversation("cnv_11", anna, closedAs(2_400, "answered", "Second parcel comes tomorrow. Interested in Pro, yearly."), { opened_at: ago(3_100), last_seq: 12, contact_read: 12 }),
  conversation("cnv_10", contact("Karl-Heinz Oberhuber"), closedAs(9_000, "order_changed"), { opened_at: ago(9_400), last_seq: 31, queue: "support" }),
  conversation("cnv_9", contact(null), closedAs(30_000, null), { opened_at: ago(30_090), last_seq: 3 }),
  conversation("cnv_8", contact("Ngọc Trần"), closedAs(90_000, "refund"), { opened_at: ago(91_000), last_seq: 18 }),
  conversation("cnv_7", contact("Zoë de la Vega y Montalbán"), closedAs(200_000, "complaint", "Call back on Monday."), { opened_at: ago(202_000), last_seq: 44 }),
];

const names = [agent("ana", "Ana Lopes"), agent("bea", "Bea Stark"), agent("cyr", "Cyril Okafor-Lindqvist"), agent("dan", "Dan Weiss")];
const who = (index: number): { agent: string; name: string } => ({ agent: names[index]?.id ?? "", name: names[index]?.name ?? "" });

/** Who waits, for those who take by hand. */
export const waiting: ConversationView[] = [
  conversation("cnv_61", contact("Piet Jansen"), { kind: "queued", since_at: ago(341) }, { opened_at: ago(341), language: "nl" }),
  conversation("cnv_62", contact(null, { address: "+49 151 12345678" }), { kind: "queued", since_at: ago(72) }, { channel: "sms-main", queue: "support", opened_at: ago(72), language: "en" }),
  conversation("cnv_63", contact("Zoë de la Vega y Montalbán"), { kind: "queued", since_at: ago(9) }, { opened_at: ago(9) }),
];

export const steps: StepView[] = [
  { at: ago(400), what: "queued", agent: null, reason: null, because: null },
  {
    at: ago(399),
    what: "offered",
    agent: "bea",
    reason: null,
    because: {
      queue: "sales",
      priority: 5,
      waited_ms: 1_000,
      ready: 2,
      candidates: [
        { ...who(1), idle_ms: 412_000, load: 1, capacity: 6, level: 5, fluency: "primary" as const, verdict: "chosen" },
        { ...who(0), idle_ms: 96_000, load: 3, capacity: 6, level: 5, fluency: "primary" as const, verdict: "shorter_idle" },
        { ...who(2), idle_ms: 0, load: 3, capacity: 3, level: 5, fluency: "primary" as const, verdict: "full" },
        { ...who(3), idle_ms: 0, load: 0, capacity: 4, level: 5, fluency: "primary" as const, verdict: "not_available" },
      ],
    },
  },
  { at: ago(379), what: "offer_ended", agent: "bea", reason: "expired", because: null },
  {
    at: ago(379),
    what: "offered",
    agent: "ana",
    reason: null,
    because: {
      queue: "sales",
      priority: 5,
      waited_ms: 21_000,
      ready: 1,
      candidates: [
        { ...who(0), idle_ms: 116_000, load: 3, capacity: 6, level: 5, fluency: "primary" as const, verdict: "chosen" },
        { ...who(1), idle_ms: 0, load: 1, capacity: 6, level: 5, fluency: "primary" as const, verdict: "passed_recently" },
      ],
    },
  },
  { at: ago(372), what: "assigned", agent: "ana", reason: null, because: null },
];
