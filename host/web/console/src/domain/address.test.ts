import { expect, it } from "vitest";

import { phoneProblem, plainPhone } from "./address.ts";

it("takes numbers as people write them", () => {
  expect(plainPhone(" +43 (660) 123-45.67 ")).toBe("+436601234567");
  expect(plainPhone("0044 20 7946 0018")).toBe("+442079460018");
  expect(["+43 660 1234567", "0044 20/7946 0018", "\u202a+1 202 555 0143\u202c"].map(phoneProblem)).toEqual([null, null, null]);
});

it("says what is wrong with one", () => {
  expect(["", " + ", "0660 1234567", "+0660 1234567", "+43 660 CALL", "+43 12", "+1234567890123456"].map(phoneProblem)).toEqual([
    "empty",
    "empty",
    "no_country",
    "no_country",
    "not_digits",
    "too_short",
    "too_long",
  ]);
});
