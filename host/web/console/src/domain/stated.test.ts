import { expect, test } from "vitest";

import { customer } from "./fixtures.ts";
import { isNotIdentified } from "./stated.ts";

const nobody = { linked: null, matches: [], draft: { account_number: null, name: "", addresses: [], notes: "" } };
const contact = { name: null, account_number: null, locale: null, fields: [] };
const said = { ...contact, account_number: "AT-1" };

test("whoever says who they are and is found by nothing is not identified", () => {
  expect(isNotIdentified(said, nobody)).toBe(true);
  expect(isNotIdentified({ ...contact, fields: [{ name: "email", value: "ann@example.com" }] }, nobody)).toBe(true);
});

test("whoever says nothing of it, is found, is linked or is still looked for is not called unidentified", () => {
  expect(isNotIdentified(contact, nobody)).toBe(false);
  expect(isNotIdentified({ ...contact, fields: [{ name: "topic", value: "Tea" }] }, nobody)).toBe(false);
  expect(isNotIdentified(said, { ...nobody, matches: [{ customer: customer("a"), verified: false, by: ["account_number"] }] })).toBe(false);
  expect(isNotIdentified(said, { ...nobody, linked: customer("a") })).toBe(false);
  expect(isNotIdentified(said, null)).toBe(false);
});
