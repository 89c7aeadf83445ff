import { expect, test } from "vitest";

import { likeliest } from "./form-rules.ts";

test("the likeliest language is the first wish on offer, in whatever region", () => {
  const tags = ["en", "pt-br", "zh-hant"];
  for (const [wishes, found] of [
    [["pt-BR", "en"], "pt-br"],
    [["pt", "en"], "pt-br"],
    [["es", "en-GB"], "en"],
    [["es", "fr"], ""],
    [[], ""],
  ] as const) {
    expect(likeliest(tags, wishes)).toBe(found);
  }
});
