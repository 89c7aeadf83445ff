import { expect, test, vi } from "vitest";

import type { WidgetConfig, WidgetDesign } from "../../protocol/api.ts";
import { dress } from "./dress.ts";

class Sheet {
  text = "";

  replaceSync(text: string): void {
    this.text = text;
  }
}

const design: WidgetDesign = {
  theme: "auto",
  corner: 4,
  position: "left",
  button: "text",
  light: { header: "#7a1f5c", "x}:host{display:none": "#000000", text: "red;} *{display:none", incoming_text: "#FFFFFF" },
  dark: { header: "#ffd000" },
  notifications: { badge: true, tab: false, sound: false },
  words: {},
};

function dressed(config: Partial<WidgetConfig>, theme: string | null = null): { sheet: string; host: { dataset: Record<string, string>; vars: Record<string, string> } } {
  vi.stubGlobal("CSSStyleSheet", Sheet);
  const vars: Record<string, string> = {};
  const host = { dataset: {}, vars, style: { setProperty: (name: string, value: string) => (vars[name] = value) } };
  const sheet = dress(host as unknown as HTMLElement, { accent: "#2c5f45", ...config } as WidgetConfig, theme) as unknown as Sheet;
  vi.unstubAllGlobals();
  return { sheet: sheet.text, host };
}

test("each look has its own colours, and none of the other's", () => {
  const { sheet } = dressed({ design });
  const dark = sheet.slice(sheet.indexOf(":host([data-theme=dark])"));
  expect(sheet).toContain(":host([data-theme=light]){--d-header:#7a1f5c;--d-incoming_text:#FFFFFF;}");
  expect(dark).toBe(":host([data-theme=dark]){--d-header:#ffd000;}@media (prefers-color-scheme:dark){:host(:not([data-theme=light])){--d-header:#ffd000;}}");
  expect(sheet.startsWith(":host{--d-corner:4px}")).toBe(true);
});

test("what is no colour and no name of one does not reach the style sheet", () => {
  expect(dressed({ design }).sheet).not.toContain("display");
  expect(dressed({ accent: "red" }).host.vars).toEqual({});
});

test("the page's theme comes before the design's", () => {
  expect(dressed({ design }).host.dataset).toEqual({ side: "left" });
  expect(dressed({ design: { ...design, theme: "dark" } }).host.dataset["theme"]).toBe("dark");
  expect(dressed({ design: { ...design, theme: "dark" } }, "light").host.dataset["theme"]).toBe("light");
});

test("without a design a chat looks as its colour says", () => {
  const { sheet, host } = dressed({}, "dark");
  expect(sheet).toBe("");
  expect(host).toMatchObject({ vars: { "--accent": "#2c5f45" }, dataset: { theme: "dark" } });
});
