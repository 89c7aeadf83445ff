// Invented designs, and a pretend gateway that changes their text and says how they look.

import type { Section, SectionEdit, SectionProblem } from "../src/api/types.ts";
import type { DesignsRest } from "../src/api/designs.ts";
import { problem, ProblemError } from "../src/api/rest.ts";
import type { WidgetConfig } from "../src/api/types.ts";
import { contrast } from "../src/designs/contrast.ts";
import { COLOURS, drawn, leastOf, USUAL } from "../src/designs/fields.ts";
import { at, textAt } from "../src/designs/section.ts";

/** How the pretend gateway behaves. */
export interface DesignScenario {
  readonly none?: boolean;
  readonly readOnly?: boolean;
  /** Somebody else publishes first. */
  readonly conflict?: boolean;
}

type Value = Record<string, unknown>;

const values = new Map<string, Value>([
  [
    "shop",
    {
      corner: 10,
      position: "right",
      logo: { file: "logo.png", alt: "Lamp & Shade" },
      notifications: { badge: true, tab: true, sound: false },
      colours: { accent: "#7a1f5c", background: "#fffaf2", incoming: "#f3e7d3" },
      dark: { accent: "#b0508d" },
      texts: { en: { title: "Lamp & Shade", launcher: "Ask about lamps", greeting: "Good to see you! Who are we talking to?" }, de: { title: "Lampe & Schirm", greeting: "Schön, dass Sie da sind! Mit wem sprechen wir?", start: "Los geht es" } },
    },
  ],
  ["fair", { theme: "dark", button: "round", colours: { accent: "#0b57d0" } }],
]);

const logo = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 30'%3E%3Crect width='100' height='30' rx='4' fill='%23fff'/%3E%3Ctext x='10' y='21' font-size='15' font-family='serif' fill='%237a1f5c'%3ELamp%26amp;Shade%3C/text%3E%3C/svg%3E";

function inline(value: unknown): string {
  if (typeof value === "object" && value !== null) return `{ ${Object.entries(value).map(([key, one]) => `${key} = ${inline(one)}`).join(", ")} }`;
  return JSON.stringify(value);
}

/** As TOML, as far as designs need it. */
function written(name: string, value: Value): string {
  const tables = ["colours", "dark", "texts"];
  const lines = Object.entries(value).filter(([key]) => !tables.includes(key));
  const table = (heading: string, of: unknown): string => `\n[${heading}]\n${Object.entries(of as Value).map(([key, one]) => `${key} = ${inline(one)}\n`).join("")}`;
  const texts = Object.entries((value["texts"] ?? {}) as Value).map(([tag, of]) => table(`design.${name}.texts.${tag}`, of));
  const colours = ["colours", "dark"].filter((key) => key in value).map((key) => table(`design.${name}.${key}`, value[key]));
  return `[design.${name}]\n${lines.map(([key, one]) => `${key} = ${inline(one)}\n`).join("")}${colours.join("")}${texts.join("")}`;
}

function changed(value: Value, { op, path, value: to }: SectionEdit): Value {
  const next = structuredClone(value);
  let inner: Value = next;
  for (const part of path.slice(0, -1)) inner = (inner[part] ??= {}) as Value;
  const last = String(path.at(-1));
  if (op === "remove") Reflect.deleteProperty(inner, last);
  else inner[last] = to;
  return next;
}

function told(value: Value, language: string): WidgetConfig {
  const own = (key: string, shade: string): string => textAt(value, [shade, key]) || textAt(value, ["colours", key]);
  const palette = (shade: string): Record<string, string> => {
    const accent = own("accent", shade) || "#0b57d0";
    const readable = (on: string): string => ((contrast("#ffffff", on) ?? 0) >= 4.5 ? "#ffffff" : "#000000");
    const grounds = { accent, header: own("header", shade) || accent, outgoing: own("outgoing", shade) || accent, button: own("button", shade) || accent };
    const texts = Object.entries(grounds).map(([name, on]) => [`${name}_text`, textAt(value, [shade, `${name}_text`]) || readable(on)]);
    const paper = ["background", "text", "incoming", "incoming_text", "border"].map((name) => [name, textAt(value, [shade, name])]).filter(([, colour]) => colour !== "");
    return { ...grounds, ...Object.fromEntries(texts), ...Object.fromEntries(paper) } as Record<string, string>;
  };
  const text = (name: string, usual: string): string => textAt(value, ["texts", language, name]) || textAt(value, ["texts", "en", name]) || usual;
  const { title: _title, launcher: _launcher, greeting: _greeting, ...words } = (at(value, ["texts", language]) ?? {}) as Record<string, string>;
  const picture = (name: string) => (textAt(value, [name, "file"]) === "" ? null : { src: logo, alt: textAt(value, [name, "alt"]) });
  return {
    title: text("title", "Shop website"),
    launcher: text("launcher", "Chat with us"),
    greeting: text("greeting", "Hello!"),
    accent: textAt(value, ["colours", "accent"]) || "#0b57d0",
    form: [{ name: "email", label: {}, required: false, kind: "email", chars_min: 3, chars_max: 254 }],
    languages: [],
    locale: language,
    survey: { scale: "csat", question: { en: "How satisfied are you with this conversation?" }, comment: true },
    panel: "/widget/0123abcd/panel.js",
    files: null,
    offline: null,
    invitations: [],
    design: {
      theme: "auto",
      corner: Number(textAt(value, ["corner"]) || "16"),
      position: textAt(value, ["position"]) === "left" ? "left" : "right",
      button: (textAt(value, ["button"]) || "text") as "text" | "round" | "none",
      light: palette("colours"),
      dark: palette("dark"),
      logo: picture("logo"),
      image: picture("image"),
      avatar: picture("avatar"),
      notifications: { badge: true, tab: false, sound: false },
      words,
    },
  };
}

function problemsOf(value: Value): SectionProblem[] {
  const config = told(value, "en");
  return COLOURS.flatMap(({ name, on }) => {
    const said = textAt(value, ["colours", name]);
    const below = on === null ? null : (drawn(on, "light", config) ?? USUAL.light[on] ?? null);
    const ratio = below === null ? null : contrast(said, below);
    if (ratio === null || ratio >= leastOf(name)) return [];
    return [{ line: 9, column: 1, path: ["colours", name], problem: `${name} "${said}" on ${on ?? ""} "${below ?? ""}" has a contrast of ${ratio.toFixed(1)}, and ${leastOf(name)} is needed; left out, it is a colour that has it` }];
  });
}

export function pretendDesigns(scenario: DesignScenario, asked: () => Promise<void>): DesignsRest {
  const all = new Map<string, Value>(scenario.none === true ? [] : values);
  const used: Record<string, string[]> = { shop: ["shop-chat"] };
  const read_only = scenario.readOnly === true ? "the configuration is read from a folder that the gateway may not write." : null;
  const texts = new Map([...all].map(([name, value]) => [name, written(name, value)]));
  let working = structuredClone(all.get("shop") ?? {});
  let theirs = scenario.conflict === true;
  const section = (name: string): Section => {
    const text = texts.get(name);
    if (text === undefined) throw new ProblemError(problem("not_found", 404, "There is no such design."));
    const at = Date.UTC(2026, 0, 12, 9, 30);
    const revisions = name === "shop" ? [2, 1].map((number) => ({ number, published_at: at + number * 86_400_000, published_by: "Sam Reyes", digest: `r${number}` })) : [];
    return { kind: "design", name, text, digest: `d${text.length}`, used_by: used[name] ?? [], read_only, revisions };
  };
  return {
    list: async () => {
      await asked();
      return { sections: [...texts.keys()].map((name) => ({ kind: "design" as const, name, used_by: used[name] ?? [] })), read_only };
    },
    one: async (name) => {
      await asked();
      working = structuredClone(all.get(name) ?? {});
      return section(name);
    },
    revision: async (name, number) => {
      await asked();
      return { text: section(name).text.replace("corner = 10", `corner = ${number}`).replace("#fffaf2", "#ffffff"), digest: `r${number}`, value: {} };
    },
    draft: async (name, { text, edits }) => {
      await asked();
      working = edits.reduce(changed, working);
      return { text: edits.length === 0 ? text : written(name, working), value: working, problems: problemsOf(working) };
    },
    publish: async (name, { text }) => {
      await asked();
      if (theirs) {
        theirs = false;
        texts.set(name, (texts.get(name) ?? "").replace("corner = 10", "corner = 4"));
        throw new ProblemError(problem("conflict", 409, "Somebody else was first."));
      }
      texts.set(name, text);
      all.set(name, working);
      return section(name);
    },
    remove: async (name) => {
      await asked();
      texts.delete(name);
    },
    preview: async ({ language }) => {
      await asked();
      return told(working, language);
    },
  };
}
