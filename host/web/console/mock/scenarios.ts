// The pictures a console can be in, by name: `?scenario=desk`.

import type { AgentView, ConversationView, FloorView, HeldConversation, Problem, Snapshot } from "../src/api/types.ts";
import { allPlugins, type OperatorScenario } from "./operator.ts";
import type { DesignScenario } from "./designs.ts";
import type { DryRunScenario } from "./dry-run.ts";
import type { ScriptsScenario } from "./scripts.ts";
import { onChannels } from "./channels.ts";
import { ofCustomers } from "./customers.ts";
import { translated, translatedOffer } from "./translated.ts";
import { agent, ago, anna, annaTexts, away, contact, conversation, hebrew, manyQueues, offer, queues, script } from "./data.ts";

export interface Scenario {
  readonly snapshot: Snapshot;
  /** Nobody is signed in. */
  readonly signedOut?: boolean;
  readonly signInProblem?: Problem;
  /** Frames never arrive. */
  readonly silent?: boolean;
  /** The connection is lost a moment after the snapshot. */
  readonly lost?: boolean;
  /** Messages are refused. */
  readonly refuses?: boolean;
  /** Writing first is refused. */
  readonly refusesStart?: Problem;
  readonly noHistory?: boolean;
  /** Messages whose mails have not left. */
  readonly unmailed?: boolean;
  readonly restFails?: boolean;
  /** Customers' records never come. */
  readonly noRecords?: boolean;
  readonly noCustomers?: boolean;
  readonly manyCustomers?: boolean;
  readonly operator?: OperatorScenario;
  readonly nobodyWaits?: boolean;
  /** What becomes of a dry run. */
  readonly dryRun?: DryRunScenario;
  readonly scripts?: ScriptsScenario;
  readonly designs?: DesignScenario;
}

const me = (more: Partial<AgentView> = {}): AgentView => agent("ana", "Ana Lopes", more);
const assigned = (seconds: number) => ({ kind: "assigned" as const, agent: "ana", assigned_at: ago(seconds) });

function base(more: Partial<Snapshot> = {}): Snapshot {
  return { me: me(), queues, offers: [], conversations: [], away_reasons: ["break", "lunch", "meeting", "training"], pop_on_offer: false, floor: null, ...more };
}

function held(conversation: ConversationView, texts: readonly string[], from: number, step: number): HeldConversation {
  const messages = script(texts, from, step);
  return { conversation: { ...conversation, last_seq: messages.length }, messages };
}

const wrapUp = (by: "contact" | "agent", left: number) => ({
  kind: "wrap_up" as const,
  agent: "ana",
  ended_by: by === "agent" ? { kind: "agent" as const, agent: "ana" } : { kind: "contact" as const },
  ended_at: ago(19),
  until_at: ago(-left),
});

const five: HeldConversation[] = [
  held(conversation("cnv_21", anna, assigned(390), { contact_read: 5, agent_read: 6, unanswered_since_at: ago(8) }), annaTexts, 392, 46),
  held(
    conversation("cnv_22", contact("Bob Kowalski"), assigned(330), { agent_read: 3, unanswered_since_at: ago(43) }),
    ["<hi, my invoice is wrong", "joined", ">Hello Bob, which invoice is it?", "<the one from october", "<number 2210"],
    340,
    75,
  ),
  held(
    conversation("cnv_23", contact(null, { account_number: "77 120 3" }), assigned(300), { agent_read: 2, unanswered_since_at: ago(131) }),
    ["<Is the shop in Linz open on Sunday?", "joined"],
    290,
    140,
  ),
  held(
    conversation("cnv_24", contact("Lee Wen", { locale: "zh-Hans" }), wrapUp("contact", 41), { dispositions: ["answered", "order_changed", "refund", "complaint"] }),
    ["<Thank you, that is all.", "joined", ">You are welcome, Lee. Have a good day!", "<You too!", "ended"],
    200,
    40,
  ),
  held(
    conversation("cnv_25", hebrew, assigned(200), { agent_read: 3, contact_read: 4, queue: "support" }),
    ["<שלום, אני צריכה עזרה עם ההזמנה שלי (מספר 4471).", "joined", "<אפשר לשנות את הכתובת?", ">כן, בוודאי. מה הכתובת החדשה?"],
    200,
    40,
  ),
];

const desk = base({ me: me({ load: 5 }), conversations: five });
const mia = offer(
  "ofr_31",
  31,
  contact("Mia Chen", { account_number: "AC-5512", locale: "es-ES" }),
  "Hola, tengo un problema con mi pedido: el paquete llegó abierto y falta una pieza.",
  18,
  34,
);

const people: AgentView[] = [
  me({ load: 5 }),
  agent("bea", "Bea Stark", { load: 2, presence_since_at: ago(411) }),
  agent("cyr", "Cyril Okafor-Lindqvist", { presence: away("lunch"), presence_since_at: ago(1_802), load: 1, capacity: 3 }),
  agent("dan", "Dan Weiss", { presence: { kind: "offline" }, presence_since_at: ago(36_000), connected: false, capacity: 4 }),
  agent("eve", "Eve Moreau", { connected: false, load: 1, capacity: 1, presence_since_at: ago(61) }),
  agent("sam", "Sam Teller", { role: "supervisor", presence: away("missed_offer"), presence_since_at: ago(93) }),
];

const floor: FloorView = {
  agents: people,
  conversations: [
    conversation("cnv_41", contact("Piet Jansen"), { kind: "queued", since_at: ago(341) }, { queue: "billing", opened_at: ago(341) }),
    conversation("cnv_42", contact(null), { kind: "queued", since_at: ago(72) }, { opened_at: ago(72) }),
    mia.conversation,
    ...five.map((one) => one.conversation),
    conversation("cnv_43", contact("Zoë de la Vega y Montalbán"), { kind: "assigned", agent: "bea", assigned_at: ago(960) }, { unanswered_since_at: ago(22), queue: "support" }),
  ],
};

const long: HeldConversation = (() => {
  const texts = Array.from({ length: 140 }, (_, index) => (index % 3 === 0 ? `>Answer number ${index + 1}.` : `<Message number ${index + 1} of a long talk.`));
  const all = script(texts, 9_000, 60);
  return {
    conversation: conversation("cnv_51", anna, assigned(9_000), { last_seq: 140, agent_read: 140, contact_read: 140 }),
    messages: all.slice(40),
  };
})();

const supervisor = (more: Partial<Snapshot> = {}): Snapshot =>
  base({ me: agent("sam", "Sam Teller", { role: "supervisor", presence: away("meeting"), presence_since_at: ago(93) }), queues: manyQueues, floor, ...more });

const admin = (): Snapshot => supervisor({ me: agent("olga", "Olga Perrin", { role: "admin", presence: away("meeting"), presence_since_at: ago(93) }) });

const refused: Problem = {
  type: "urn:frontdesk:problem:conversation_over",
  code: "conversation_over",
  status: 409,
  title: "The conversation is over",
  detail: "The conversation has ended; nothing can be sent any more.",
};

const unknownNumber: Problem = {
  type: "urn:frontdesk:problem:bad_address",
  code: "bad_address",
  status: 422,
  title: "Not an address of this channel",
  detail: "The provider knows no such number.",
};

const wrongPassword: Problem = { type: "urn:frontdesk:problem:sign_in_refused", code: "sign_in_refused", status: 401, title: "Not signed in", detail: "The name or the password is not right." };

export const scenarios: Readonly<Record<string, Scenario>> = {
  signin: { snapshot: base(), signedOut: true },
  "signin-error": { snapshot: base(), signedOut: true, signInProblem: wrongPassword },
  loading: { snapshot: base(), silent: true },
  "empty-available": { snapshot: base() },
  "empty-away": { snapshot: base({ me: me({ presence: away("lunch"), capacity: 4 }) }) },
  desk: { snapshot: desk },
  offer: { snapshot: base({ me: me({ load: 6 }), conversations: five, offers: [mia] }) },
  offers: {
    snapshot: base({
      me: me({ load: 5 }),
      conversations: five.slice(0, 1),
      offers: [mia, offer("ofr_32", 32, contact(null), null, 5, 61), offer("ofr_33", 33, contact("Omar Haddad", { locale: "ar" }), "مرحبا، هل يمكنكم مساعدتي؟", 14, 12), offer("ofr_34", 34, contact("Li"), "Hi", 19, 1)],
    }),
  },
  missed: { snapshot: base({ me: me({ load: 5 }), conversations: five, offers: [offer("ofr_35", 35, contact("Mia Chen"), "Hola", 2, 50)] }) },
  lost: { snapshot: desk, lost: true },
  refused: { snapshot: desk, refuses: true },
  long: { snapshot: base({ me: me({ load: 1 }), conversations: [long] }) },
  floor: { snapshot: supervisor() },
  "floor-empty": { snapshot: supervisor({ floor: { agents: [], conversations: [] }, queues: [] }) },
  channels: { snapshot: base({ me: me({ load: 4 }), conversations: onChannels }) },
  "channels-supervisor": { snapshot: supervisor({ me: agent("ana", "Ana Lopes", { role: "supervisor", load: 6 }), conversations: onChannels }) },
  "channels-refused": { snapshot: base({ me: me({ load: 2 }), conversations: onChannels.slice(0, 2) }), refusesStart: unknownNumber, refuses: true },
  "channels-fail": { snapshot: base({ me: me({ load: 2 }), conversations: onChannels.slice(0, 2) }), restFails: true },
  translated: { snapshot: base({ me: me({ load: 3 }), conversations: translated }) },
  "translated-offer": { snapshot: base({ me: me({ load: 4 }), conversations: translated, offers: [translatedOffer] }) },
  "translated-fail": { snapshot: base({ me: me({ load: 3 }), conversations: translated }), restFails: true },
  hands: { snapshot: base({ me: me({ load: 5, may_pick: true }), conversations: five }) },
  "hands-none": { snapshot: base({ me: me({ may_pick: true }) }), nobodyWaits: true },
  "hands-full": { snapshot: base({ me: me({ load: 6, may_pick: true }), conversations: five }) },
  "hands-fail": { snapshot: base({ me: me({ load: 5, may_pick: true }), conversations: five }), restFails: true },
  customers: { snapshot: base({ me: me({ load: 5 }), conversations: ofCustomers }) },
  "customers-offered": {
    snapshot: base({
      me: me({ load: 4 }),
      pop_on_offer: true,
      conversations: five.slice(0, 1),
      offers: [
        offer("ofr_71", 71, contact("Nadia Benali", { account_number: "AC-44 002", identities: [{ kind: "email", value: "nadia.benali@example.com" }] }), "When do the spotlights come?", 5, 61),
        offer("ofr_72", 72, contact("Anna Rossi", { fields: [{ name: "email", value: "a.rossi@example.it" }] }), "My invoice is wrong.", 14, 12),
        offer("ofr_76", 76, contact("Li"), "Hi", 19, 1),
      ],
    }),
  },
  "customers-loading": { snapshot: base({ me: me({ load: 5 }), conversations: ofCustomers }), noRecords: true },
  crm: { snapshot: base({ me: me({ load: 5 }), conversations: ofCustomers }) },
  "crm-many": { snapshot: supervisor(), manyCustomers: true },
  "crm-supervisor": { snapshot: supervisor() },
  "crm-admin": { snapshot: admin() },
  "crm-empty": { snapshot: base(), noCustomers: true },
  "crm-loading": { snapshot: base(), noRecords: true },
  "crm-fail": { snapshot: admin(), restFails: true },
  "crm-lost": { snapshot: supervisor(), lost: true },
  "dry-run": { snapshot: supervisor() },
  "designs-none": { snapshot: supervisor(), designs: { none: true } },
  "designs-read-only": { snapshot: supervisor(), designs: { readOnly: true } },
  "designs-conflict": { snapshot: supervisor(), designs: { conflict: true } },
  "dry-run-silent": { snapshot: supervisor(), dryRun: "silent" },
  "dry-run-refused": { snapshot: supervisor(), dryRun: "refused" },
  "dry-run-busy": { snapshot: supervisor(), dryRun: "busy" },
  "dry-run-fail": { snapshot: supervisor(), restFails: true },
  history: { snapshot: base() },
  "history-unmailed": { snapshot: supervisor(), unmailed: true },
  "history-empty-supervisor": { snapshot: supervisor(), noHistory: true },
  "history-empty": { snapshot: base(), noHistory: true },
  scripts: { snapshot: admin() },
  "scripts-supervisor": { snapshot: supervisor() },
  "scripts-none": { snapshot: admin(), scripts: "none" },
  "scripts-read-only": { snapshot: admin(), scripts: "read-only" },
  "scripts-silent": { snapshot: supervisor(), scripts: "silent" },
  "scripts-conflict": { snapshot: admin(), scripts: "conflict" },
  "scripts-no-figures": { snapshot: supervisor(), scripts: "no-figures" },
  "scripts-unchecked": { snapshot: supervisor(), scripts: "unchecked" },
  "scripts-fail": { snapshot: supervisor(), restFails: true },
  plugins: { snapshot: admin(), operator: { plugins: allPlugins } },
  "plugins-supervisor": { snapshot: supervisor(), operator: { plugins: allPlugins } },
  "plugins-empty": { snapshot: admin(), operator: { plugins: [], noChanges: true } },
  "plugins-loading": { snapshot: admin(), operator: { plugins: [], silent: true } },
  "plugins-refused": { snapshot: admin(), operator: { plugins: allPlugins, refuses: true, badConfiguration: true, noLetters: true } },
  "plugins-lost": { snapshot: admin(), operator: { plugins: allPlugins }, lost: true },
  "plugins-fail": { snapshot: admin(), operator: { plugins: allPlugins }, restFails: true },
  "rest-fails": { snapshot: desk, restFails: true },
};

export const refusal = refused;
