import type { WidgetConfig } from "../../protocol/api.ts";

const isColour = (text: string): boolean => /^#[\da-f]{6}$/i.test(text);

/**
 * Gives a chat's element its looks: which theme, in which corner, in which colours. `theme` is what the page says of it. Answers
 * the style sheet with the colours, for the root that the element has; names and colours that are none are passed over.
 */
export function dress(host: HTMLElement, { accent, design }: WidgetConfig, theme: string | null): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  const chosen = theme ?? design?.theme;
  if (chosen === "light" || chosen === "dark") host.dataset["theme"] = chosen;
  if (isColour(accent)) host.style.setProperty("--accent", accent);
  if (!design) return sheet;
  host.dataset["side"] = design.position;
  const block = (colours: Record<string, string>): string =>
    `{${Object.entries(colours)
      .map(([name, colour]) => (/^[a-z_]+$/.test(name) && isColour(colour) ? `--d-${name}:${colour};` : ""))
      .join("")}}`;
  const look = (name: string, other: string, rules: string): string =>
    `:host([data-theme=${name}])${rules}@media (prefers-color-scheme:${name}){:host(:not([data-theme=${other}]))${rules}}`;
  sheet.replaceSync(`:host{--d-corner:${design.corner}px}${look("light", "dark", block(design.light))}${look("dark", "light", block(design.dark))}`);
  return sheet;
}
