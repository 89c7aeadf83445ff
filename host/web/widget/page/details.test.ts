import { expect, test } from "vitest";

import type { Details } from "../contract.ts";
import { takeInfo, takeVariables } from "./details.ts";

const nothing = (): Details => ({ t: "details", info: {}, variables: {} });

test("facts are texts, numbers, true and false; null takes one back, and undefined says nothing", () => {
  const details = nothing();
  expect(takeInfo(details, { plan: "gold", seats: 12, vip: true, old: null, unsaid: undefined })).toEqual([]);
  expect(details.info).toEqual({ plan: "gold", seats: "12", vip: "true", old: null });
  expect(takeInfo(details, { plan: null })).toEqual([]);
  expect(details.info["plan"]).toBeNull();
});

test("what is over the limits is named, and the rest is taken", () => {
  const details = nothing();
  const long = "x".repeat(100);
  const wrong = { [`${long}x`]: 1, "": 1, language: "de", much: "x".repeat(501), wide: "é".repeat(251), lines: "a\nb", deep: {}, list: [], none: NaN };
  expect(takeInfo(details, { ...wrong, [long]: "x".repeat(500) })).toEqual(Object.keys(wrong));
  expect(Object.keys(details.info)).toEqual([long]);
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`k${at}`, at]));
  expect(takeInfo(details, many)).toEqual(["k29"]);
});

test("a variable has a type, and may have a label and a mask", () => {
  const details = nothing();
  expect(takeVariables(details, { _vip: true, _card: { value: "4111", label: "Card", masked: true }, _gone: null, _unsaid: undefined })).toEqual([]);
  expect(details.variables).toEqual({ _vip: { value: true }, _card: { value: "4111", label: "Card", masked: true }, _gone: null });
});

test("a variable's name is _ and at most 25 letters and digits, and its value has at most 1000 characters", () => {
  const details = nothing();
  const wrong = { plan: 1, _: 1, "_a-b": 1, [`_${"x".repeat(26)}`]: 1, _long: "x".repeat(1_001), _deep: { value: {} }, _list: [], _label: { value: 1, label: 5 } };
  expect(takeVariables(details, wrong)).toEqual(Object.keys(wrong));
  expect(takeVariables(details, { [`_${"x".repeat(25)}`]: "x".repeat(1_000) })).toEqual([]);
});

test("8x8's names for what a form can ask are facts", () => {
  const details = nothing();
  expect(takeVariables(details, { $accountNumber: "AT-1", $caseNumber: 5, $emailAddress: "ann@example.com", $unknown: 1 })).toEqual(["$unknown"]);
  expect(details.info).toEqual({ account_number: "AT-1", case_number: "5", email: "ann@example.com" });
});
