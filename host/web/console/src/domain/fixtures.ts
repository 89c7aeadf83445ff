// Values for unit tests. Only tests import this.

import type { CasesRest } from "../api/cases.ts";
import type { CustomersRest } from "../api/customers.ts";
import type { DesignsRest } from "../api/designs.ts";
import type { OperatorRest } from "../api/operator.ts";
import type { SectionsRest } from "../api/sections.ts";
import type { LeftRest } from "../api/left.ts";
import type { SystemsRest } from "../api/systems.ts";
import type { AgentView, CaseView, ChannelView, ConversationView, CustomerView, CustomFieldView, MessageView, OfferView, PluginRow, Snapshot, StateView, TaskView } from "../api/types.ts";

export const AT = "2026-01-31T09:30:00.000Z";

/** `AT` and some seconds. */
export function at(seconds: number): string {
  return new Date(Date.parse(AT) + seconds * 1_000).toISOString();
}

export function agent(more: Partial<AgentView> = {}): AgentView {
  return {
    id: "ana",
    name: "Ana",
    role: "agent",
    presence: { kind: "available" },
    presence_since_at: AT,
    connected: true,
    load: 0,
    capacity: 6,
    may_decline: false,
    may_pick: false,
    stops_new: false,
    languages: [],
    queues: ["sales"],
    ...more,
  };
}

export const assigned: StateView = { kind: "assigned", agent: "ana", assigned_at: AT };
export const wrapUp: StateView = { kind: "wrap_up", agent: "ana", ended_by: { kind: "contact" }, ended_at: AT, until_at: at(60) };
export const queued: StateView = { kind: "queued", since_at: AT };

export function offered(offer = "ofr_1"): StateView {
  return { kind: "offered", since_at: AT, offer, agent: "ana", expires_at: at(20) };
}

export const closed: StateView = {
  kind: "closed",
  closed_at: AT,
  ended_by: { kind: "contact" },
  abandoned: false,
  disposition: null,
  note: null,
};

export function conversation(id: string, more: Partial<ConversationView> = {}): ConversationView {
  return {
    id,
    channel: "shop-chat",
    queue: "sales",
    contact: { name: `Contact ${id}`, account_number: null, locale: null, fields: [] },
    contact_connected: true,
    opened_at: AT,
    state: assigned,
    last_seq: 0,
    contact_read: 0,
    agent_read: 0,
    unanswered_since_at: null,
    dispositions: [],
    ...more,
  };
}

/** A channel that a provider carries, without bounds of its own. */
export function channel(id: string, more: Partial<ChannelView> = {}): ChannelView {
  return {
    id,
    title: `Channel ${id}`,
    live: false,
    max_chars: 5_000,
    counting: "characters",
    delivered: true,
    read: true,
    window_s: null,
    window_extended_s: null,
    templates: [],
    can_initiate: false,
    address: "phone",
    files: null,
    ...more,
  };
}

export function text(seq: number, words: string, more: Partial<MessageView> = {}): MessageView {
  return { seq, at: at(seq), author: { kind: "contact" }, content: { kind: "text", text: words }, ...more };
}

export const byAgent: MessageView["author"] = { kind: "agent", agent: "ana", name: "Ana" };

export function offer(id: string, of: string, offeredAt = AT): OfferView {
  return { id, offered_at: offeredAt, expires_at: at(20), conversation: conversation(of, { state: offered(id) }), preview: null };
}

export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  return { me: agent(), queues: [], offers: [], conversations: [], away_reasons: ["lunch"], pop_on_offer: false, floor: null, ...more };
}

export function pluginRow(more: Partial<PluginRow> = {}): PluginRow {
  return {
    name: "shop",
    role: "channel",
    title: "Web chat",
    component: "webchat",
    version: "1.0.0",
    digest: "a".repeat(64),
    file: "webchat.wasm",
    generation: 1,
    health: "running",
    since_at: AT,
    calls: 0,
    faults: 0,
    p50_us: null,
    p95_us: null,
    breaker: { kind: "closed" },
    outbox: null,
    last_error: null,
    earlier: null,
    ...more,
  };
}

/** A client that nobody expects to be asked, but for what is given. */
export function operatorRest(more: Partial<OperatorRest> = {}): OperatorRest {
  const unexpected = (): Promise<never> => Promise.reject(new Error("not expected"));
  return {
    plugins: unexpected,
    plugin: unexpected,
    translators: unexpected,
    invitations: unexpected,
    restart: unexpected,
    rollback: unexpected,
    logs: unexpected,
    deadLetters: unexpected,
    deadLetter: unexpected,
    sendAgain: unexpected,
    discard: unexpected,
    changes: unexpected,
    reload: unexpected,
    ...more,
  };
}

/** A customer's record, changed once. */
export function customer(id: string, more: Partial<CustomerView> = {}): CustomerView {
  return { id, version: 1, account_number: null, name: `Customer ${id}`, addresses: [], notes: "", created_at: AT, updated_at: AT, updated_by: "ana", fields: {}, tags: [], merged: [], ...more };
}

/** An open case of the customer `a`. */
export function aCase(id: string, more: Partial<CaseView> = {}): CaseView {
  return {
    id,
    version: 1,
    customer: "a",
    customer_name: "Customer a",
    subject: `Case ${id}`,
    description: "",
    status: "open",
    severity: "medium",
    priority: "normal",
    visibility: "private",
    fields: {},
    tags: [],
    follow_ups: [],
    conversations: [],
    created_at: AT,
    updated_at: AT,
    updated_by: "ana",
    ...more,
  };
}

export function task(id: string, more: Partial<TaskView> = {}): TaskView {
  return { id, version: 1, title: `Task ${id}`, due: null, agent: "ana", agent_name: "Ana", customer: null, customer_name: null, case: null, done_at: null, created_at: AT, ...more };
}

/** A field of customers that takes text. */
export function customField(name: string, more: Partial<CustomFieldView> = {}): CustomFieldView {
  return { name, of: "customer", version: 1, label: `Field ${name}`, kind: "text", choices: [], required: false, retired: false, ...more };
}

/** A client that nobody expects to be asked, but for what is given. */
export function customersRest(more: Partial<CustomersRest> = {}): CustomersRest {
  const no = (): Promise<never> => Promise.reject(new Error("not expected"));
  const none = { of: no, sources: () => Promise.resolve({ items: [] }), link: no, add: no, change: no, find: no, one: no, timeline: no, similar: no, merge: no, unmerge: no, erase: no, reads: no, fields: no, addField: no, changeField: no, take: no, job: no };
  return { ...none, exportUrl: (id) => `/${id}`, exportAllUrl: (format) => `/${format}`, ...more };
}

/** A client of messages that nobody expects to be asked. */
export function leftRest(): LeftRest {
  const no = (): Promise<never> => Promise.reject(new Error("not expected"));
  return { list: no, sendAgain: no, discard: no };
}

/** A client of connected systems that nobody expects to be asked, but for what is given. */
export function systemsRest(more: Partial<SystemsRest> = {}): SystemsRest {
  const no = (): Promise<never> => Promise.reject(new Error("not expected"));
  return { of: () => Promise.resolve({ link: null }), link: no, unlink: no, create: no, openCase: no, logAgain: no, logs: () => Promise.resolve({ items: [], next: null }), ...more };
}

/** A client of what is written in the console that nobody expects to be asked, but for what is given. */
export function sectionsRest(more: Partial<SectionsRest> = {}): SectionsRest {
  const no = (): Promise<never> => Promise.reject(new Error("not expected"));
  return { list: no, one: no, revision: no, draft: no, publish: no, remove: no, trial: no, funnels: no, ...more };
}

/** A client that nobody expects to be asked, but for what is given. */
export function designsRest(more: Partial<DesignsRest> = {}): DesignsRest {
  const no = (): Promise<never> => Promise.reject(new Error("not expected"));
  return { list: no, one: no, revision: no, draft: no, publish: no, remove: no, preview: no, ...more };
}

/** A client that nobody expects to be asked, but for what is given. */
export function casesRest(more: Partial<CasesRest> = {}): CasesRest {
  const no = (): Promise<never> => Promise.reject(new Error("not expected"));
  return { one: no, add: no, change: no, followUp: no, about: no, tasks: no, addTask: no, changeTask: no, ...more };
}
