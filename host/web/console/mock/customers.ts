// Invented customers' records, and the conversations of those whom they are about.

import type { CustomersRest } from "../src/api/customers.ts";
import { ProblemError } from "../src/api/rest.ts";
import type { ContactView, ConversationView, CustomerDraft, CustomerMatch, CustomerView, PlacedProblem, HeldConversation, PopSource, Problem, Snapshot } from "../src/api/types.ts";
import { ago, contact, conversation, script } from "./data.ts";
import { broken } from "./records.ts";
import { pretendFields, timelineOf } from "./crm.ts";

const DAY = 86_400;

function record(number: number, name: string, more: Partial<CustomerView>): CustomerView {
  return { id: `cus_${number}`, version: 3, account_number: null, name, addresses: [], notes: "", created_at: ago(400 * DAY), updated_at: ago(12 * DAY), updated_by: "Bea Stark", fields: {}, tags: [], merged: [], ...more };
}

const nadia = record(1, "Nadia Benali", {
  account_number: "AC-30 117",
  addresses: [{ kind: "email", value: "nadia.benali@example.com" }, { kind: "phone", value: "+33612345679" }, { kind: "customer", value: "30117" }],
  notes: "Runs the lighting of two theatres.\nOrders by invoice; ask for the order number of the house.",
  fields: { contract_no: "TH-2024-118", site: "https://theatre.example.fr/technique", plan: "Gold", since: "2021-03-15", seats: "1250" },
  tags: ["vip", "theatre"],
  merged: [{ customer: "cus_8", name: "N. Benali", at: ago(9 * DAY), by: "Bea Stark" }, { customer: "cus_9", name: "Nadja Benali", at: ago(44 * DAY), by: "Sam Teller" }],
});
const rossi = record(2, "Anna Rossi", { account_number: "AC-51 220", addresses: [{ kind: "email", value: "a.rossi@example.it" }], notes: "Prefers to be written to in the morning.", tags: ["vip"], fields: { plan: "Silver" } });
const rossiBeta = record(3, "A. Rossi", { account_number: "AC-77 004", tags: ["florence"], addresses: [{ kind: "email", value: "a.rossi@example.it" }, { kind: "phone", value: "+390551234567" }] });
const rossiLong = record(4, "Studio Rossi & Bianchi Architetti Associati", { account_number: "AC-44 002", addresses: [{ kind: "email", value: "a.rossi@example.it" }] });
const tom = record(5, "Tom Okonkwo", { account_number: "AC-12 009", addresses: [{ kind: "phone", value: "+447700900123" }], updated_at: ago(DAY), updated_by: "Ana Lopes" });
const rita = record(6, "Rita Roth", { account_number: "AC-90 311" });

const assigned = { kind: "assigned" as const, agent: "ana", assigned_at: ago(300) };

function hold(id: string, who: ContactView, said: string, more: Partial<ConversationView> = {}): HeldConversation {
  const messages = script([`<${said}`, "joined"], 320, 40);
  return { conversation: conversation(id, who, assigned, { last_seq: 2, agent_read: 2, ...more }), messages };
}

export const ofCustomers: HeldConversation[] = [
  hold("cnv_71", contact("Nadia Benali", { account_number: "AC-44 002", identities: [{ kind: "email", value: "nadia.benali@example.com" }] }), "When do the spotlights come?"),
  hold("cnv_72", contact("Anna Rossi", { fields: [{ name: "email", value: "a.rossi@example.it" }] }), "My invoice is wrong."),
  hold("cnv_73", contact("Jo Lindqvist", { account_number: "AC-88 410", identities: [{ kind: "email", value: "jo@example.se" }], locale: "sv-SE" }), "Hello, I am new here."),
  hold("cnv_74", contact("Rita Roth", { account_number: "AC-90 311" }), "Is anybody there?"),
  hold("cnv_75", contact("Tom Okonkwo", { address: "+447700900123" }), "It is me again.", { channel: "sms-at" }),
];

const foundFor: Readonly<Record<string, readonly CustomerMatch[]>> = {
  cnv_71: [{ customer: nadia, verified: true, by: ["email", "customer"] }, { customer: rossiLong, verified: false, by: ["account_number"] }],
  cnv_72: [rossi, rossiBeta, rossiLong].map((customer) => ({ customer, verified: false, by: ["email"] })),
  cnv_74: [{ customer: rita, verified: false, by: ["account_number"] }],
  cnv_75: [{ customer: tom, verified: true, by: ["phone"] }],
};

export const problem = (status: number, code: string, detail: string, errors?: PlacedProblem[]): ProblemError => {
  const one: Problem = { type: `urn:frontdesk:problem:${code}`, code, status, title: detail, detail };
  return new ProblemError(errors === undefined ? one : { ...one, errors });
};

/** An email has an @, and no two customers have one account number. */
function unacceptable({ account_number, addresses }: CustomerDraft, others: readonly CustomerView[]): PlacedProblem[] {
  const taken = account_number !== null && others.some((one) => one.account_number === account_number);
  const bad = addresses.flatMap(({ kind, value }, index) => (kind === "email" && !value.includes("@") ? [{ place: `addresses.${index}`, problem: "This is not an email address.", remedy: "" }] : []));
  return taken ? [{ place: "account_number", problem: "Another customer has this account number.", remedy: "" }, ...bad] : bad;
}

const sourcesFor: Readonly<Record<string, readonly PopSource[]>> = {
  cnv_72: [
    {
      connector: "crm-main",
      title: "Shop accounts",
      state: "found",
      people: [
        { id: "9917", name: "Anna Rossi", emails: ["a.rossi@example.it"], phones: ["+390551234567"], account_number: "IT-9917", url: "https://crm.example.com/people/9917" },
        { id: "9921", name: null, emails: ["a.rossi@example.it"], phones: [], account_number: null, url: null },
      ],
      ms: 212,
    },
    { connector: "erp", title: "Invoices", state: "no_answer", people: [], ms: 2_000 },
    { connector: "old", title: "Old customer list", state: "refused", people: [], ms: 80 },
    { connector: "loyalty", title: "Loyalty programme", state: "nobody", people: [], ms: 40 },
  ],
};

/** What the pretend gateway keeps of customers. */
export class Records {
  readonly all = new Map([nadia, rossi, rossiBeta, rossiLong, tom, rita].map((one) => [one.id, one]));
  /** Who was taken in, as they were. */
  readonly taken = new Map<string, CustomerView>();
  readonly linked = new Map([["cnv_75", tom.id]]);
  readonly me: string;

  constructor(me: string, many = 0) {
    this.me = me;
    for (let number = 20; number < 20 + many; number += 1) this.all.set(`cus_${number}`, record(number, `Customer ${number}`, { account_number: `AC-${number} 000` }));
  }

  known(id: string): CustomerView {
    const one = this.all.get(id);
    if (one === undefined) throw problem(404, "not_found", "There is no such customer.");
    return one;
  }

  /** As it was read, or nobody may change it. */
  at(id: string, version: number): CustomerView {
    const before = this.known(id);
    if (before.version !== version) throw problem(409, "conflict", "Somebody else has changed this record.");
    return before;
  }

  put(one: CustomerView): CustomerView {
    this.all.set(one.id, one);
    return one;
  }

  changed(before: CustomerView, more: Partial<CustomerView>): CustomerView {
    return this.put({ ...before, ...more, version: before.version + 1, updated_at: ago(0), updated_by: this.me });
  }

  check(draft: CustomerDraft, but: string | null): void {
    const errors = unacceptable(draft, [...this.all.values()].filter(({ id }) => id !== but));
    if (errors.length > 0) throw problem(422, "unacceptable", "The record cannot be saved like this.", errors);
  }

  make({ fields = {}, tags = [], ...draft }: CustomerDraft): CustomerView {
    return this.put(record(this.all.size + 100, draft.name, { ...draft, fields, tags, version: 1, created_at: ago(0), updated_at: ago(0), updated_by: this.me }));
  }

  find(text: string): CustomerView[] {
    const wanted = text.toLocaleLowerCase().split(/\s+/).filter((word) => word !== "");
    const holds = (one: CustomerView, word: string): boolean => {
      if (word.startsWith("tag:")) return one.tags.includes(word.slice(4));
      const words = [one.name, one.account_number ?? "", one.notes, ...one.addresses.map(({ value }) => value), ...one.tags, ...Object.values(one.fields)].join(" ").toLocaleLowerCase().split(/\s+/);
      return words.some((other) => other.startsWith(word));
    };
    return [...this.all.values()].filter((one) => wanted.every((word) => holds(one, word)));
  }
}

const PAGE = 20;

/** `asked` comes before every answer, and may throw. The first question about cnv_74 fails; Tom's record is changed behind the agent's back. */
export function pretendCustomers(snapshot: Snapshot, records: Records, asked: () => Promise<void>): CustomersRest {
  let failed = false;
  let stirred = false;
  const retried = new Set<string>();

  return {
    sources: async (id, connector) => {
      await asked();
      if (connector !== undefined) retried.add(connector);
      const all = (sourcesFor[id] ?? []).map((source) => (retried.has(source.connector) ? { ...source, state: "nobody" as const } : source));
      return { items: all.filter((source) => connector === undefined || source.connector === connector) };
    },
    of: async (id) => {
      await asked();
      if (id === "cnv_74" && !failed) {
        failed = true;
        throw new ProblemError(broken);
      }
      const who = snapshot.conversations.find((held) => held.conversation.id === id)?.conversation.contact;
      const named = records.linked.get(id);
      return {
        linked: named === undefined ? null : records.known(named),
        matches: (foundFor[id] ?? []).map((match) => ({ ...match, customer: records.known(match.customer.id) })),
        draft: { account_number: who?.account_number ?? null, name: who?.name ?? "", addresses: (who?.identities ?? []).map(({ kind, value }) => ({ kind, value })), notes: "" },
      };
    },
    link: async (conversation, customer) => {
      await asked();
      const one = records.known(customer);
      records.linked.set(conversation, one.id);
      return one;
    },
    add: async ({ draft, conversation }) => {
      await asked();
      records.check(draft, null);
      const made = records.make(draft);
      if (conversation !== null) records.linked.set(conversation, made.id);
      return made;
    },
    change: async (id, { version, draft }) => {
      await asked();
      if (id === tom.id && !stirred) {
        stirred = true;
        records.put({ ...tom, version: tom.version + 1, notes: "Has moved to Leeds.", updated_at: ago(0), updated_by: "Bea Stark" });
      }
      const before = records.at(id, version);
      records.check(draft, id);
      return records.changed(before, draft);
    },
    find: async (text, after = null) => {
      await asked();
      const found = records.find(text);
      const from = after === null ? 0 : Number(after);
      return { items: found.slice(from, from + PAGE), next: found.length > from + PAGE ? String(from + PAGE) : null };
    },
    one: async (id) => {
      await asked();
      return records.known(id);
    },
    timeline: async (id, before) => {
      await asked();
      return timelineOf(id, before);
    },
    similar: async (id) => {
      await asked();
      const { addresses } = records.known(id);
      const like = [...records.all.values()].filter((one) => one.id !== id && one.addresses.some(({ value }) => addresses.some((mine) => mine.value === value)));
      return { items: like.map((customer) => ({ customer, verified: false, by: ["email"] })) };
    },
    merge: async (id, { version, other, other_version }) => {
      await asked();
      const [into, from] = [records.at(id, version), records.at(other, other_version)];
      records.all.delete(other);
      records.taken.set(other, from);
      const addresses = [...into.addresses, ...from.addresses.filter(({ value }) => !into.addresses.some((one) => one.value === value))];
      return records.changed(into, { addresses, merged: [{ customer: other, name: from.name, at: ago(0), by: records.me }, ...into.merged] });
    },
    unmerge: async (id, { version, other }) => {
      await asked();
      const into = records.at(id, version);
      const from = records.taken.get(other) ?? record(8, "N. Benali", {});
      records.put(from);
      return records.changed(into, { merged: into.merged.filter(({ customer }) => customer !== other) });
    },
    erase: async (id, version) => {
      await asked();
      records.at(id, version);
      records.all.delete(id);
      return { id: "job_erase", kind: "erase", done: 0, total: 1, state: "running" };
    },
    ...pretendFields(asked),
  };
}
