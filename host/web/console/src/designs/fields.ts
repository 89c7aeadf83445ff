// What there is to fill in, in the order of the page. The limits are the gateway's.

/** Colours, each with what stands on it, if something does. */
export const COLOURS = [
  { name: "accent", on: null },
  { name: "header", on: null },
  { name: "header_text", on: "header" },
  { name: "background", on: null },
  { name: "text", on: "background" },
  { name: "incoming", on: null },
  { name: "incoming_text", on: "incoming" },
  { name: "outgoing", on: null },
  { name: "outgoing_text", on: "outgoing" },
  { name: "button", on: null },
  { name: "button_text", on: "button" },
  { name: "border", on: "background" },
] as const;
export type ColourName = (typeof COLOURS)[number]["name"];

/** Characters that each text may have. */
export const TEXTS = {
  title: 60,
  launcher: 30,
  greeting: 500,
  start: 30,
  next: 120,
  waiting: 60,
  wait_hint: 160,
  requeued: 160,
  agent: 30,
  placeholder: 60,
  send: 30,
  minimise: 30,
  end: 30,
  end_question: 120,
  end_keep: 30,
  ended: 160,
  new_chat: 30,
} as const;
export type TextName = keyof typeof TEXTS;

/** The widget's colours where nothing is said, for what a contrast is counted against. */
export const USUAL: Readonly<Record<"light" | "dark", Readonly<Record<string, string>>>> = {
  light: { background: "#ffffff", text: "#1a1d21", incoming: "#eef0f3", incoming_text: "#1a1d21", border: "#767b83" },
  dark: { background: "#0f1114", text: "#e8eaed", incoming: "#24292f", incoming_text: "#e8eaed", border: "#7d858f" },
};

/** The least contrast of a text; edges of fields need less. */
export const leastOf = (name: ColourName): number => (name === "border" ? 3 : 4.5);

/** The colour that is really drawn: what the gateway made of it, else the usual, else the channel's. */
export function drawn(name: string, shade: "light" | "dark", config: { accent: string; design?: { light: Record<string, string>; dark: Record<string, string> } | null } | null): string | null {
  if (config === null) return null;
  const told = config.design?.[shade][name] ?? USUAL[shade][name];
  if (told !== undefined) return told;
  return name.endsWith("_text") ? "#ffffff" : config.accent;
}
