import type { ContactView } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";
import { humanise } from "./format.ts";

/** What a site calls its own number of a customer; behind a colon whose, where several sites have some. */
const CUSTOMER = "customer";

/** What an identity is called. */
export function identityLabel(kind: string): string {
  const [base, whose] = split(kind);
  if (base === CUSTOMER) return whose === null ? t.customers.number : t.customers.numberAt(whose);
  if (kind === "email") return t.customers.email;
  if (kind === "phone") return t.person.phone;
  return humanise(kind);
}

/** Whether the customer has signed in on the site that they write from. */
export function isSignedIn(contact: ContactView): boolean {
  return contact.identities?.some(({ kind }) => split(kind)[0] === CUSTOMER) === true;
}

function split(kind: string): [string, string | null] {
  const at = kind.indexOf(":");
  return at < 0 ? [kind, null] : [kind.slice(0, at), kind.slice(at + 1)];
}
