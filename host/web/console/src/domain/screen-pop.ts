// Whose conversation it is, as far as the records tell: what is shown of it, and in which words.

import type { ContactView, CustomerMatch, CustomerView, ScreenPop } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";
import { identityLabel } from "./identity.ts";

export type Shown =
  /** The record is open; `match` says how it was found, where nobody has said that it is theirs. */
  | { readonly kind: "record"; readonly customer: CustomerView; readonly match: CustomerMatch | null }
  /** Several may be theirs: never a guess. */
  | { readonly kind: "several" }
  | { readonly kind: "none" };

/** What is shown: whom an agent has named, the one who is vouched for, the only one; else there is a choice. */
export function shown({ linked, matches }: ScreenPop): Shown {
  if (linked !== null) return { kind: "record", customer: linked, match: null };
  const verified = matches.filter((match) => match.verified);
  const [only] = verified.length > 0 ? verified : matches;
  if (only === undefined) return { kind: "none" };
  if (verified.length > 1 || (verified.length === 0 && matches.length > 1)) return { kind: "several" };
  return { kind: "record", customer: only.customer, match: only };
}

/** Whose it is without a doubt: somebody whom an agent has named, or who is vouched for. */
export function sure(what: Shown | null): CustomerView | null {
  return what?.kind === "record" && (what.match === null || what.match.verified) ? what.customer : null;
}

/** Among whom there is to choose, the vouched for first. Whom an agent has named is not asked for again. */
export function candidates({ linked, matches }: ScreenPop): CustomerMatch[] {
  return matches.filter(({ customer }) => customer.id !== linked?.id).toSorted((one, two) => Number(two.verified) - Number(one.verified));
}

const list = new Intl.ListFormat(t.locale);

/** `Found by email and phone number, verified`. */
export function foundBy({ by, verified }: CustomerMatch): string {
  return t.customers.foundBy(list.format(by.map((what) => (what === "account_number" ? t.customers.account : (t.customers.kinds[what] ?? identityLabel(what))))), verified);
}

/** What a contact is known by. When it changes, others may be found. */
export function knownBy({ account_number, identities }: ContactView): string {
  return JSON.stringify([account_number, identities ?? []]);
}

/** The same with a record as it is now. */
export function withRecord(pop: ScreenPop, record: CustomerView): ScreenPop {
  return {
    ...pop,
    linked: pop.linked?.id === record.id ? record : pop.linked,
    matches: pop.matches.map((match) => (match.customer.id === record.id ? { ...match, customer: record } : match)),
  };
}

/** A record in it, as it was told last. */
export function recordIn({ linked, matches }: ScreenPop, id: string): CustomerView | null {
  return linked?.id === id ? linked : (matches.find(({ customer }) => customer.id === id)?.customer ?? null);
}
