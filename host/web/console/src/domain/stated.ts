// What contacts say of themselves before a conversation.

import type { ContactView, ScreenPop } from "../api/types.ts";

/** What the Local CRM looks customers up by, beside the account number. */
const LOOKED_UP = ["case_number", "email", "phone"];

/** Whether they said who they are, nobody is known by it, and no agent knows better. */
export function isNotIdentified({ account_number, fields }: ContactView, pop: ScreenPop | null): boolean {
  const hasSaid = account_number !== null || fields.some(({ name }) => LOOKED_UP.includes(name));
  return hasSaid && pop?.linked === null && pop.matches.length === 0;
}
