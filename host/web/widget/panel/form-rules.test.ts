import { expect, test } from "vitest";

import type { FieldKind, FormField } from "../../protocol/api.ts";
import { en } from "./catalogue.ts";
import { problemOf, worded } from "./form-rules.ts";

const texts = en;

function field(kind: FieldKind, more: Partial<FormField> = {}): FormField {
  return { name: "order", label: {}, required: false, kind, chars_min: 2, chars_max: 4, ...more };
}

test("a required field is asked for and any other may be left empty", () => {
  for (const blank of ["", "  "]) {
    expect(problemOf(field("text", { required: true }), blank, texts)).toBe("Please fill this in.");
    expect(problemOf(field("email"), blank, texts)).toBeNull();
  }
});

test("an answer is checked by its kind", () => {
  const pattern = field("text", { pattern: "AT-#?*" });
  for (const [asked, good, bad, words] of [
    [field("text"), [" ab ", "ab c", "äöü€"], ["a", "abcde"], texts.reasons.unfit],
    [field("number"), ["12", "0012"], ["1", "12345", "1a", "-12", "1 2"], "Please enter 2 to 4 digits."],
    [field("number", { chars_min: 4 }), ["1234"], ["123"], "Please enter 4 digits."],
    [field("email"), ["ann@example.com", " a.b+c@d-e.co.uk "], ["ann", "ann@", "@example.com", "ann@example", "a b@c.de", "a@b..c"], "Please enter it like ann@example.com."],
    [field("phone"), ["+43 660 1234567", "+1 (212) 555-0100"], ["0660 1234567", "+43", "+43 66o 1234567"], "Please enter it like +44 20 7946 0958."],
    [pattern, ["AT-1ab", "at-1z9"], ["AT-1a", "AT-1abc", "AT-aaa", "AT 1ab", "AT-1é1"], "Please enter it like AT-0X0."],
  ] as const) {
    for (const answer of good) expect(problemOf(asked, answer, texts), answer).toBeNull();
    for (const answer of bad) expect(problemOf(asked, answer, texts), answer).toBe(words);
  }
});

test("a label is in the nearest language there is, and else what it is called anyhow", () => {
  const label = { de: "Bestellung", en: "Order", "pt-br": "Pedido" };
  for (const [language, words] of [
    ["de-AT", "Bestellung"],
    ["pt-BR", "Pedido"],
    ["pt", "Pedido"],
    ["fr", "Order"],
  ] as const) {
    expect(worded(label, language, "order")).toBe(words);
  }
  expect(worded({ de: "Bestellung" }, "fr", "order")).toBe("Bestellung");
  expect(worded({}, "fr", "order")).toBe("order");
});
