import { describe, expect, it } from "vitest";

import type { CustomerMatch, ScreenPop } from "../api/types.ts";
import { conversation, customer } from "./fixtures.ts";
import { candidates, foundBy, knownBy, recordIn, shown, withRecord } from "./screen-pop.ts";

const match = (id: string, verified = false, by = ["email"]): CustomerMatch => ({ customer: customer(id), verified, by });
const pop = (matches: CustomerMatch[], linked: string | null = null): ScreenPop => ({
  linked: linked === null ? null : customer(linked),
  matches,
  draft: { account_number: null, name: "", addresses: [], notes: "" },
});

describe("what is shown", () => {
  it("is whom an agent has named, whoever else is found", () => {
    expect(shown(pop([match("b", true), match("c", true)], "a"))).toEqual({ kind: "record", customer: customer("a"), match: null });
  });

  it("is the only one, and how it was found", () => {
    expect(shown(pop([match("a")]))).toEqual({ kind: "record", customer: customer("a"), match: match("a") });
  });

  it("is the only one who is vouched for, before all who are not", () => {
    expect(shown(pop([match("a"), match("b", true), match("c")]))).toMatchObject({ kind: "record", customer: { id: "b" } });
  });

  it.each([
    ["several who are not vouched for", [match("a"), match("b")]],
    ["several who are", [match("a", true), match("b", true)]],
    ["several who are and one who is not", [match("a", true), match("b", true), match("c")]],
  ])("is a choice among %s", (_, matches) => {
    expect(shown(pop(matches))).toEqual({ kind: "several" });
  });

  it("is nobody where nobody is found", () => {
    expect(shown(pop([]))).toEqual({ kind: "none" });
  });
});

it("there is to choose among the vouched for first, and never whom an agent has named", () => {
  const all = pop([match("a"), match("b", true), match("c"), match("d", true)], "c");
  expect(candidates(all).map(({ customer: { id } }) => id)).toEqual(["b", "d", "a"]);
});

it("says by what a record was found", () => {
  expect(foundBy(match("a", true))).toBe("Found by email, verified");
  expect(foundBy(match("a", false, ["account_number"]))).toBe("Found by account number, not verified");
  expect(foundBy(match("a", true, ["phone", "customer", "whatsapp-user"]))).toBe("Found by phone number, customer number, and Whatsapp user, verified");
});

it("a contact is known by account number and identities, not by what else is told of them", () => {
  const { contact } = conversation("a");
  const known = knownBy(contact);
  expect(knownBy({ ...contact, name: "Anna", locale: "it", identities: [] })).toBe(known);
  expect(knownBy({ ...contact, account_number: "7" })).not.toBe(known);
  expect(knownBy({ ...contact, identities: [{ kind: "email", value: "a@example.com" }] })).not.toBe(known);
});

it("a changed record takes the place of the old one", () => {
  const renamed = customer("a", { version: 2, name: "Anna" });
  expect(recordIn(withRecord(pop([match("b")], "a"), renamed), "a")).toBe(renamed);
  expect(recordIn(withRecord(pop([match("a"), match("b")]), renamed), "a")).toBe(renamed);
  expect(recordIn(pop([match("b")]), "a")).toBeNull();
});
