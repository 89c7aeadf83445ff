import type { WidgetConfig } from "../../protocol/api.ts";
import type { LauncherPort } from "../contract.ts";
import { dress } from "./dress.ts";
import css from "./launcher.css?inline";

const SVG = "http://www.w3.org/2000/svg";
const BUBBLE = "M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.7 4.2A.8.8 0 0 1 5 19.6V16A2.5 2.5 0 0 1 4 13.5z";
const CHEVRON = "M5.7 8.7 12 15l6.3-6.3";

/** The button in the corner of the page, in a shadow root of its own. */
export interface Launcher extends LauncherPort {
  host: HTMLElement;
  root: ShadowRoot;
  button: HTMLButtonElement;
  /** The panel is on its way. */
  busy(busy: boolean): void;
}

/** Builds the launcher. No markup is parsed anywhere, so pages with Trusted Types work. */
export function createLauncher(config: WidgetConfig, theme: string | null): Launcher {
  const host = document.createElement("frontdesk-chat");
  const { design } = config;
  const looks = dress(host, config, theme);
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet, looks];

  const button = document.createElement("button");
  button.type = "button";
  button.className = design?.button === "round" ? "launcher round" : "launcher";
  // The page opens the chat by itself.
  button.hidden = design?.button === "none";
  button.dir = "auto";
  button.part.add("launcher");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-haspopup", "dialog");
  const caption = span("caption", config.launcher);
  const badge = span("badge", "");
  const words = span("words", "");
  badge.setAttribute("aria-hidden", "true");
  badge.hidden = true;
  button.append(glyph("when-closed", BUBBLE), glyph("when-open", CHEVRON), caption, badge, words);
  root.append(button);

  return {
    host,
    root,
    button,
    busy: (busy) => button.setAttribute("aria-busy", String(busy)),
    opened: (open) => button.setAttribute("aria-expanded", String(open)),
    unread(messages, text) {
      const count = design?.notifications.badge === false ? 0 : messages;
      badge.hidden = count === 0;
      badge.textContent = count > 9 ? "9+" : String(count);
      words.textContent = count === 0 ? "" : ` (${text})`;
    },
    focus: () => button.focus(),
  };
}

function span(className: string, text: string): HTMLSpanElement {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}

function glyph(className: string, path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `glyph ${className}`);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
