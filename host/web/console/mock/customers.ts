// Invented customers' records, and the conversations of those whom they are about.

import type { CustomersRest } from "../src/api/customers.ts";
import { ProblemError } from "../src/api/rest.ts";
import type { ContactView, ConversationView, CustomerDraft, CustomerMatch, CustomerView, PlacedProblem, HeldConversation, Problem, Snapshot } from "../src/api/types.ts";
import { ago, contact, conversation, script } from "./data.ts";
import { broken } from "./records.ts";

const DAY = 86_400;

function record(number: number, name: string, more: Partial<CustomerView>): CustomerView {
  return { id: `cus_${number}`, version: 3, account_number: null, name, addresses: [], notes: "", created_at: ago(400 * DAY), updated_at: ago(12 * DAY), updated_by: "Bea Stark", ...more };
}

const nadia = record(1, "Nadia Benali", {
  account_number: "AC-30 117",
  addresses: [{ kind: "email", value: "nadia.benali@example.com" }, { kind: "phone", value: "+33612345679" }, { kind: "customer", value: "30117" }],
  notes: "Runs the lighting of two theatres.\nOrders by invoice; ask for the order number of the house.",
});
const rossi = record(2, "Anna Rossi", { account_number: "AC-51 220", addresses: [{ kind: "email", value: "a.rossi@example.it" }] });
const rossiBeta = record(3, "A. Rossi", { account_number: "AC-77 004", addresses: [{ kind: "email", value: "a.rossi@example.it" }, { kind: "phone", value: "+390551234567" }] });
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

const problem = (status: number, code: string, detail: string, errors?: PlacedProblem[]): ProblemError => {
  const one: Problem = { type: `urn:frontdesk:problem:${code}`, code, status, title: detail, detail };
  return new ProblemError(errors === undefined ? one : { ...one, errors });
};

/** An email has an @, and no two customers have one account number. */
function unacceptable({ account_number, addresses }: CustomerDraft, others: readonly CustomerView[]): PlacedProblem[] {
  const taken = account_number !== null && others.some((one) => one.account_number === account_number);
  const bad = addresses.flatMap(({ kind, value }, index) => (kind === "email" && !value.includes("@") ? [{ place: `addresses.${index}`, problem: "This is not an email address.", remedy: "" }] : []));
  return taken ? [{ place: "account_number", problem: "Another customer has this account number.", remedy: "" }, ...bad] : bad;
}

/** `asked` comes before every answer, and may throw. The first question about cnv_74 fails; Tom's record is changed behind the agent's back. */
export function pretendCustomers(snapshot: Snapshot, asked: () => Promise<void>): CustomersRest {
  const all = new Map([nadia, rossi, rossiBeta, rossiLong, tom, rita].map((one) => [one.id, one]));
  const linked = new Map([["cnv_75", tom.id]]);
  let failed = false;
  let stirred = false;

  function known(id: string, name: string): CustomerView {
    const one = all.get(id);
    if (one === undefined) throw problem(404, "not_found", `There is no ${name}.`);
    return one;
  }

  function check(draft: CustomerDraft, but: string | null): void {
    const errors = unacceptable(draft, [...all.values()].filter(({ id }) => id !== but));
    if (errors.length > 0) throw problem(422, "unacceptable", "The record cannot be saved like this.", errors);
  }

  return {
    of: async (id) => {
      await asked();
      if (id === "cnv_74" && !failed) {
        failed = true;
        throw new ProblemError(broken);
      }
      const who = snapshot.conversations.find((held) => held.conversation.id === id)?.conversation.contact;
      const named = linked.get(id);
      return {
        linked: named === undefined ? null : known(named, "such customer"),
        matches: (foundFor[id] ?? []).map((match) => ({ ...match, customer: known(match.customer.id, "such customer") })),
        draft: { account_number: who?.account_number ?? null, name: who?.name ?? "", addresses: (who?.identities ?? []).map(({ kind, value }) => ({ kind, value })), notes: "" },
      };
    },
    link: async (conversation, customer) => {
      await asked();
      const one = known(customer, "such customer");
      linked.set(conversation, one.id);
      return one;
    },
    add: async ({ draft, conversation }) => {
      await asked();
      check(draft, null);
      const made = record(all.size + 1, draft.name, { ...draft, version: 1, created_at: ago(0), updated_at: ago(0), updated_by: snapshot.me.name });
      all.set(made.id, made);
      if (conversation !== null) linked.set(conversation, made.id);
      return made;
    },
    change: async (id, { version, draft }) => {
      await asked();
      if (id === tom.id && !stirred) {
        stirred = true;
        all.set(id, { ...tom, version: tom.version + 1, notes: "Has moved to Leeds.", updated_at: ago(0), updated_by: "Bea Stark" });
      }
      const before = known(id, "such customer");
      if (before.version !== version) throw problem(409, "conflict", "Somebody else has changed this record.");
      check(draft, id);
      const changed = { ...before, ...draft, version: version + 1, updated_at: ago(0), updated_by: snapshot.me.name };
      all.set(id, changed);
      return changed;
    },
    find: async (text) => {
      await asked();
      const wanted = text.toLocaleLowerCase();
      const named = (one: CustomerView): boolean => one.name.toLocaleLowerCase().split(" ").some((word) => word.startsWith(wanted)) || one.name.toLocaleLowerCase().startsWith(wanted);
      return { items: [...all.values()].filter((one) => named(one) || one.account_number?.toLocaleLowerCase() === wanted || one.addresses.some(({ value }) => value === wanted)).slice(0, 20) };
    },
  };
}
