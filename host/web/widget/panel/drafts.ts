import type { Shelf } from "../../protocol/storage.ts";

/** A keystroke is told to other tabs this much later, with those that follow. */
const SHARE_MS = 300;

/** The text being written: kept over a reload, and the same in every tab. */
export class Drafts {
  readonly #shelf: Shelf;
  readonly #share: (draft: string) => void;
  readonly #changed: () => void;
  #text: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(shelf: Shelf, share: (draft: string) => void, changed: () => void) {
    this.#shelf = shelf;
    this.#share = share;
    this.#changed = changed;
    this.#text = shelf.get("draft") ?? "";
  }

  /** The draft. */
  get text(): string {
    return this.#text;
  }

  /** The person wrote. An emptied draft is told at once, so that no tab sends it twice. */
  write(text: string): void {
    this.take(text);
    clearTimeout(this.#timer);
    const tell = (): void => {
      this.#shelf.set("draft", text === "" ? null : text);
      this.#share(text);
    };
    if (text === "") tell();
    else this.#timer = setTimeout(tell, SHARE_MS);
  }

  /** Another tab wrote. */
  take(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#changed();
  }
}
