import { expect, it } from "vitest";

import { fill, filledText, isFilled, pieces, valueCount } from "./templates.ts";

const template = { name: "parcel", language: "en_GB", text: "Hello {{1}}, parcel {{2}} is here. Bye {{1}}!" };

it("finds words and places", () => {
  expect(pieces("{{1}} and {{2}}")).toEqual([{ kind: "value", number: 1 }, { kind: "words", words: " and " }, { kind: "value", number: 2 }]);
  expect(pieces("no places, {{name}} is none")).toEqual([{ kind: "words", words: "no places, {{name}} is none" }]);
});

it("a value may stand in several places and is asked for once", () => {
  expect(valueCount(template)).toBe(2);
  expect(valueCount({ ...template, text: "Hello" })).toBe(0);
});

it("shows what the contact will read, with what is still missing", () => {
  expect(filledText(template, ["Anna", " "])).toBe("Hello Anna, parcel {{2}} is here. Bye Anna!");
  expect(isFilled(template, ["Anna", " "])).toBe(false);
  expect(isFilled(template, ["Anna", "7"])).toBe(true);
});

it("a value with braces in it is not taken for a place", () => {
  expect(filledText(template, ["{{2}}", "7"])).toBe("Hello {{2}}, parcel 7 is here. Bye {{2}}!");
});

it("sends as many values as there are places", () => {
  expect(fill(template, [" Anna ", "7", "left over"])).toEqual({ name: "parcel", language: "en_GB", values: ["Anna", "7"] });
});
