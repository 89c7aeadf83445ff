// Invented people and conversations. Times are relative to the page's start.

import type { AgentView, ContactView, ConversationView, MessageView, OfferView, PresenceView, QueueSummary, StateView } from "../src/api/types.ts";

const START = Date.now();

/** A moment some seconds ago; negative: to come. */
export function ago(seconds: number): string {
  return new Date(START - seconds * 1_000).toISOString();
}

export function agent(id: string, name: string, more: Partial<AgentView> = {}): AgentView {
  return {
    id,
    name,
    role: "agent",
    presence: { kind: "available" },
    presence_since_at: ago(1_460),
    connected: true,
    load: 0,
    capacity: 6,
    may_decline: true,
    may_pick: false,
    stops_new: false,
    languages: ["en"],
    queues: ["sales", "support"],
    ...more,
  };
}

export const away = (reason: string): PresenceView => ({ kind: "away", reason });

export const queues: QueueSummary[] = [
  { id: "sales", title: "Sales", waiting: 4, oldest_since_at: ago(72), free_slots: 3, by_hand: false },
  { id: "support", title: "Support", waiting: 1, oldest_since_at: ago(12), free_slots: 5, by_hand: false },
];

export const manyQueues: QueueSummary[] = [
  ...queues,
  { id: "billing", title: "Billing and invoices", waiting: 7, oldest_since_at: ago(341), free_slots: 0, by_hand: false },
  { id: "vip", title: "Key accounts", waiting: 0, oldest_since_at: null, free_slots: 2, by_hand: false },
];

export function contact(name: string | null, more: Partial<ContactView> = {}): ContactView {
  return { name, account_number: null, locale: "en-GB", fields: [], ...more };
}

export function conversation(id: string, who: ContactView, state: StateView, more: Partial<ConversationView> = {}): ConversationView {
  return {
    id,
    channel: "shop-chat",
    queue: "sales",
    contact: who,
    contact_connected: true,
    opened_at: ago(400),
    state,
    last_seq: 0,
    contact_read: 0,
    agent_read: 0,
    unanswered_since_at: null,
    dispositions: ["answered", "order_changed", "refund", "complaint", "spam"],
    ...more,
  };
}

/** `>` written by the agent, `<` by the contact; the rest are facts. Each `step` seconds apart. */
export function script(texts: readonly string[], from: number, step: number, who = "Ana Lopes", id = "ana"): MessageView[] {
  return texts.map((line, index) => {
    const seq = index + 1;
    const at = ago(from - index * step);
    const text = line.slice(1);
    if (line.startsWith(">")) return { seq, at, author: { kind: "agent", agent: id, name: who }, content: { kind: "text", text } };
    if (line.startsWith("<")) return { seq, at, author: { kind: "contact" }, content: { kind: "text", text } };
    if (line === "joined") return { seq, at, author: { kind: "system" }, content: { kind: "agent_joined", name: who } };
    if (line === "requeued") return { seq, at, author: { kind: "system" }, content: { kind: "requeued" } };
    return { seq, at, author: { kind: "system" }, content: { kind: "ended", by: { kind: "contact" } } };
  });
}

export const anna = contact("Anna Rossi", {
  account_number: "DE-204 118 77",
  locale: "it-IT",
  fields: [
    { name: "email", value: "a.rossi@example.it" },
    { name: "page", value: "/pricing" },
    { name: "plan", value: "Gold, since 2021" },
  ],
});

export const annaTexts = [
  "<Hello, I ordered two lamps on Monday and only one has arrived.",
  "<The order number is 20 4481.",
  "joined",
  ">Hello Anna, thank you for writing. I am looking at the order now.",
  ">I see two parcels: the first was delivered on Wednesday, the second left our warehouse this morning.",
  "<Oh good! When will it be here?",
  ">It should be with you tomorrow between 9 and 12. You can follow it here: https://track.example.com/p/8841-22",
  "<Perfect. One more question: how much does the Pro plan cost for a small office of about twelve people, and can I change to it in the middle of the month?",
  "<And is there a discount if we pay for a year?",
];

export const hebrew = contact("נועה לוי", { locale: "he-IL" });

export function offer(id: string, number: number, who: ContactView, preview: string | null, left: number, waited: number): OfferView {
  const expires_at = ago(-left);
  return {
    id,
    offered_at: ago(20 - left),
    expires_at,
    preview,
    conversation: conversation(
      `cnv_${number}`,
      who,
      { kind: "offered", since_at: ago(waited), offer: id, agent: "ana", expires_at },
      { opened_at: ago(waited), last_seq: preview === null ? 0 : 1, unanswered_since_at: ago(waited) },
    ),
  };
}
