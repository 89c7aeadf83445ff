import { expect, it } from "vitest";

import { customer, customField as field } from "../domain/fixtures.ts";
import { differs, firstChoice, mergeRows, wanted } from "./merge.ts";

const mine = customer("a", { name: "Ada", account_number: null, notes: "mine", fields: { plan: "Gold", fax: "1" } });
const other = customer("b", { name: "A. Lovelace", account_number: "AT-1", notes: "mine", fields: { plan: "Silver", site: "https://a.example/" } });
const fields = [field("plan", { label: "Plan" }), field("device", { of: "case" })];

it("two records are compared line by line, without what neither has", () => {
  expect(mergeRows(mine, other, fields).map(({ key, label, differs }) => [key, label, differs])).toEqual([
    ["name", "Name", true],
    ["account_number", "Account number", true],
    ["notes", "Notes", false],
    ["fields.plan", "Plan", true],
    ["fields.fax", "Fax", true],
    ["fields.site", "Site", true],
  ]);
});

it("the record that stays keeps what it has, and takes what it does not", () => {
  const rows = mergeRows(mine, other, fields);
  expect(rows.map(firstChoice)).toEqual(["mine", "other", "mine", "mine", "mine", "other"]);
  const draft = wanted(customer("a", { ...mine, tags: ["vip"] }), customer("b", { ...other, tags: ["trade", "vip"] }), rows, {});
  expect(draft).toEqual({ name: "Ada", account_number: "AT-1", notes: "mine", addresses: [], tags: ["vip", "trade"], fields: { plan: "Gold", fax: "1", site: "https://a.example/" } });
});

it("what is chosen is what it becomes, also nothing", () => {
  const rows = mergeRows(mine, other, fields);
  const draft = wanted(mine, other, rows, { name: "other", "fields.fax": "other", account_number: "mine" });
  expect([draft.name, draft.account_number, draft.fields]).toEqual(["A. Lovelace", null, { plan: "Gold", site: "https://a.example/" }]);
});

it("nothing is changed where the gateway has made it so already", () => {
  const rows = mergeRows(mine, mine, fields);
  expect(differs(mine, wanted(mine, mine, rows, {}))).toBe(false);
  expect(differs(mine, { ...mine, name: "Ida" })).toBe(true);
});
