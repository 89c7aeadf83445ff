// The keys, in one table: the handler and the help page read the same. Letters are matched by their
// place on the keyboard (`event.code`), because Alt changes the character on some systems.

import { catalogue as t } from "../i18n.ts";

export type Action =
  | { readonly kind: "slot"; readonly index: number }
  | { readonly kind: "next" | "previous" | "longest" | "reply" | "end" | "accept" | "decline" }
  | { readonly kind: "presence" | "customer" | "why" | "start" | "give" | "waiting" | "look" | "preview" | "panes" | "search" | "pick" | "help" };

const ALT_LETTERS: Readonly<Record<string, Action>> = {
  KeyJ: { kind: "next" },
  KeyK: { kind: "previous" },
  KeyW: { kind: "longest" },
  KeyL: { kind: "reply" },
  KeyE: { kind: "end" },
  KeyA: { kind: "accept" },
  KeyX: { kind: "decline" },
  KeyS: { kind: "presence" },
  KeyC: { kind: "customer" },
  KeyI: { kind: "why" },
  KeyN: { kind: "start" },
  KeyG: { kind: "give" },
  KeyQ: { kind: "waiting" },
  KeyT: { kind: "look" },
  KeyP: { kind: "preview" },
  KeyM: { kind: "pick" },
};

const SLOT = /^(?:Digit|Numpad)([1-6])$/;

export interface Key {
  readonly code: string;
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** What a key press asks for. `inText`: whether the focus is where text is written. */
export function actionOf(event: Key, inText: boolean): Action | null {
  // Ctrl+Alt is AltGr on many keyboards: it writes characters.
  if (event.ctrlKey || event.metaKey) return null;
  if (!event.altKey) {
    if (event.code === "F6") return { kind: "panes" };
    if (event.key === "/" && !inText) return { kind: "search" };
    return event.key === "?" && !inText ? { kind: "help" } : null;
  }
  const slot = SLOT.exec(event.code)?.[1];
  if (slot !== undefined) return { kind: "slot", index: Number(slot) - 1 };
  return event.shiftKey ? null : (ALT_LETTERS[event.code] ?? null);
}

/** Whether typing goes into the element. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");
}

const s = t.help.shortcuts;

/** For the help page. */
export const shortcuts: readonly {
  readonly title: string;
  readonly rows: readonly { readonly keys: readonly string[]; readonly what: string }[];
}[] = [
  {
    title: t.help.groups.chats,
    rows: [
      { keys: ["Alt", "1 … 6"], what: s.slot },
      { keys: ["Alt", "J"], what: s.next },
      { keys: ["Alt", "K"], what: s.previous },
      { keys: ["Alt", "W"], what: s.longest },
      { keys: ["Alt", "L"], what: s.reply },
      { keys: ["Enter"], what: s.send },
      { keys: ["Shift", "Enter"], what: s.newline },
      { keys: ["Alt", "E"], what: s.end },
      { keys: ["Alt", "C"], what: s.customer },
      { keys: ["Alt", "T"], what: s.look },
      { keys: ["Alt", "P"], what: s.preview },
      { keys: ["Alt", "M"], what: s.pick },
      { keys: ["Alt", "I"], what: s.why },
      { keys: ["Alt", "G"], what: s.give },
      { keys: ["Alt", "N"], what: s.start },
      { keys: ["Alt", "Q"], what: s.waiting },
    ],
  },
  {
    title: t.help.groups.offers,
    rows: [
      { keys: ["Alt", "A"], what: s.accept },
      { keys: ["Alt", "X"], what: s.decline },
    ],
  },
  {
    title: t.help.groups.desk,
    rows: [
      { keys: ["Alt", "S"], what: s.presence },
      { keys: ["/"], what: s.search },
      { keys: ["F6"], what: s.panes },
      { keys: ["Esc"], what: s.escape },
      { keys: ["?"], what: s.help },
    ],
  },
];

/** Moves the focus to the next part of the page. */
export function focusNextPane(root: ParentNode & { readonly activeElement?: Element | null }): void {
  const panes = [...root.querySelectorAll<HTMLElement>("[data-pane]")].filter((pane) => pane.offsetParent !== null || pane.getClientRects().length > 0);
  const at = panes.findLastIndex((pane) => pane.contains(root.activeElement ?? null));
  const next = panes[(at + 1) % panes.length];
  const inside = next?.querySelector<HTMLElement>("[data-pane-focus]");
  (inside ?? next)?.focus();
}
