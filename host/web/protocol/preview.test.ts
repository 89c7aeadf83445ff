import { expect, test } from "vitest";

import { isReady, readTold } from "./preview.ts";

const config = { title: "Shop", launcher: "Chat", greeting: "", accent: "#2c5f45", locale: "en", panel: "/widget/0123abcd/panel.js", form: [], languages: [], invitations: [], survey: null };
const told = { preview: "show", part: "form", theme: "dark", language: "de", config };

test("what the console tells is shown", () => {
  expect(readTold(told)).toEqual(told);
  expect(isReady({ preview: "ready" })).toBe(true);
});

test("what is something else shows nothing, and no script comes from elsewhere", () => {
  const elsewhere = ["https://evil.example/panel.js", "//evil.example/widget/a/panel.js", "/widget/../evil/panel.js", "/widget/a/panel.js?x", "/files/a/panel.js", "data:text/javascript,1"];
  const wrong = [null, "show", 5, {}, { ...told, preview: "ready" }, { ...told, part: "everything" }, { ...told, theme: "auto" }, { ...told, language: null }, { ...told, config: null }, { ...told, config: { ...config, form: {} } }, ...elsewhere.map((panel) => ({ ...told, config: { ...config, panel } }))];
  for (const data of wrong) expect(readTold(data), JSON.stringify(data)).toBeNull();
});
