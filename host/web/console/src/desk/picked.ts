// Which of a contact's words are picked to be put into a record: those selected with the pointer, or, for who
// works by keys, a whole message. Reads the page; changes nothing.

/** More than this is no name and no number; a note can be mended in its form. */
export const PICK_CHARS_MAX = 500;

export interface Picked {
  readonly text: string;
  /** So high in the log that the bar would lie over it. */
  readonly high: boolean;
}

function wordsAround(node: Node | null, log: HTMLElement): Element | null {
  const element = node instanceof Element ? node : (node?.parentElement ?? null);
  const words = element?.closest("[data-words]") ?? null;
  return words !== null && log.contains(words) ? words : null;
}

/** What is selected of the contact's words; null: nothing, or other words as well. */
export function selectedWords(log: HTMLElement, selection: Selection | null): Picked | null {
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  // A double click may end the selection just behind the words.
  const from = wordsAround(range.startContainer, log);
  const to = wordsAround(range.endContainer, log) ?? (range.endOffset === 0 ? from : null);
  const text = selection.toString().trim();
  if (from === null || to === null || text === "" || text.length > PICK_CHARS_MAX) return null;
  return { text, high: isHigh(range.getBoundingClientRect(), log) };
}

/** The contact's message so many before their newest; null: there is none. */
export function wordsBefore(log: HTMLElement, back: number): Picked | null {
  const all = [...log.querySelectorAll<HTMLElement>(".text[data-words]")];
  const words = all.at(-1 - back);
  if (words === undefined) return null;
  words.scrollIntoView({ block: "nearest" });
  const text = words.textContent.trim();
  return { text: text.slice(0, PICK_CHARS_MAX), high: isHigh(words.getBoundingClientRect(), log) };
}

/** As high as the bar on a narrow screen. */
const BAR_PX = 160;

function isHigh(at: DOMRect, log: HTMLElement): boolean {
  return at.top - log.getBoundingClientRect().top < BAR_PX;
}
