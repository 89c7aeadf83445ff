import type { DesignPicture, Invitation } from "../../protocol/api.ts";
import type { InviteOptions } from "../contract.ts";
import css from "./card.css?inline";
import { directionOf, inLanguage } from "./texts.ts";

const SVG = "http://www.w3.org/2000/svg";
const BUBBLE = "M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.7 4.2A.8.8 0 0 1 5 19.6V16A2.5 2.5 0 0 1 4 13.5z";

/** What a visitor does with an invitation. */
export interface CardActs {
  /** Opens the chat; `text` is what the button says in their name. */
  accept(text: string | null): void;
  decline(): void;
}

/** Where it is drawn, and in which language. */
export type CardPlace = Pick<InviteOptions, "root" | "gateway" | "config" | "language">;

/** An invitation on the screen. */
export interface Card {
  /** Whether the pointer or the focus is on it. */
  isConsidered(): boolean;
  /** Takes it away. */
  remove(): void;
}

/**
 * Draws an invitation above the launcher. It takes no focus: a visitor is doing something else. What it says is read
 * out when they pause, Escape declines it from wherever they are, and it comes before the launcher for the keyboard.
 */
export function showCard({ root, gateway, config, language }: CardPlace, invitation: Invitation, replies: readonly string[] | null, acts: CardActs): Card {
  style(root);
  const title = inLanguage(invitation.title, language);
  const box = element("section", "invitation");
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-labelledby", "invitation-title");
  box.setAttribute("aria-describedby", "invitation-message");
  box.part.add("invitation");
  box.dir = directionOf(title?.language ?? language);
  if (title !== null) box.lang = title.language;
  const { accent } = invitation;
  if (typeof accent === "string" && /^#[\da-f]{6}$/i.test(accent)) box.style.setProperty("--brand", accent);

  const head = element("div", "head");
  const heading = element("h2", "title", title?.text);
  heading.id = "invitation-title";
  const logo = invitation.logo ?? config.design?.logo;
  head.append(logo ? picture("logo", logo, gateway) : glyph(), heading);
  const message = element("p", "message", inLanguage(invitation.message, language)?.text);
  message.id = "invitation-message";
  const buttons = element("div", "buttons");
  buttons.append(...accepting(invitation, replies, language, acts), button("plain", inLanguage(invitation.decline, language)?.text ?? "✕", () => acts.decline()));
  const { image } = invitation;
  box.append(head, ...(image ? [picture("image", image, gateway)] : []), message, buttons);

  const said = element("div", "said");
  said.setAttribute("role", "status");
  root.prepend(said, box);
  // A region that comes with its words in it is not read out.
  const frame = requestAnimationFrame(() => (said.textContent = `${heading.textContent} ${message.textContent}`));
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    event.stopPropagation();
    acts.decline();
  };
  addEventListener("keydown", onKey);
  return {
    isConsidered: () => box.matches(":hover, :focus-within"),
    remove() {
      cancelAnimationFrame(frame);
      removeEventListener("keydown", onKey);
      said.remove();
      box.remove();
    },
  };
}

/** The buttons that open the chat. Replies that the page gave take the place of those that say something. */
function accepting(invitation: Invitation, replies: readonly string[] | null, language: string, acts: CardActs): HTMLButtonElement[] {
  const configured = invitation.buttons.map(({ label, text }) => ({
    label: inLanguage(label, language)?.text ?? "",
    text: inLanguage(text, language)?.text ?? null,
  }));
  const all = replies === null ? configured : [...configured.filter(({ text }) => text === null), ...replies.map((reply) => ({ label: reply, text: reply }))];
  return all.map(({ label, text }, at) => button(at === 0 ? "primary" : "secondary", label, () => acts.accept(text)));
}

function style(root: ShadowRoot): void {
  if (styled.has(root)) return;
  styled.add(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

const styled = new WeakSet<ShadowRoot>();

function button(className: string, text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function element(name: "section" | "div" | "h2" | "p", className: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function picture(className: string, { src, alt }: DesignPicture, gateway: string): HTMLImageElement {
  const made = document.createElement("img");
  made.className = className;
  made.src = new URL(src, gateway).href;
  made.alt = alt;
  return made;
}

function glyph(): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "bubble");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", BUBBLE);
  svg.append(line);
  return svg;
}
