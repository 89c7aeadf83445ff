import { expect, test } from "vitest";

import { languageTag } from "./language.ts";

test("a language tag is taken in its usual spelling", () => {
  expect(["es", "PT-br", "zh-hant-tw"].map(languageTag)).toEqual(["es", "pt-BR", "zh-Hant-TW"]);
});

test("what is no language tag is refused", () => {
  for (const wrong of ["", "e", "spanish", "pt_BR", " es", "es-", "en--gb", "de-a-b-c", "es".padEnd(40, "-x1"), 5, null, undefined, {}]) {
    expect(languageTag(wrong), JSON.stringify(wrong)).toBeNull();
  }
});
