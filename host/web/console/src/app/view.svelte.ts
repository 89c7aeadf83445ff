// What is open on the screen, for the keys to reach: menus, panels, the composer.

import { getContext, setContext } from "svelte";

import type { ConversationView } from "../api/types.ts";

const VIEW = Symbol("view");

/** Under this width the customer panel lies over the conversation. */
const NARROW = "(max-width: 1099px)";

export class View {
  helpOpen: boolean = $state(false);
  presenceOpen: boolean = $state(false);
  /** The customer panel: at its place on wide screens, a drawer on narrow ones. */
  customerShown: boolean = $state(true);
  customerDrawer: boolean = $state(false);
  /** The conversation whose explanation is shown. */
  whyOf: string | null = $state(null);
  /** The window for writing first. */
  startOpen: boolean = $state(false);
  /** The held conversation that is to be given to a colleague. */
  giveOf: string | null = $state(null);
  /** The list of who waits, to take by hand. */
  waitingOpen: boolean = $state(false);
  /** Another conversation, read beside the one in view. */
  readOf: ConversationView | null = $state.raw(null);
  /** An accepted conversation, to be opened as soon as it is on the desk. */
  openWhenHeld: string | null = $state(null);
  /** What Alt+E does: set by the conversation in view. */
  #end: (() => void) | null = null;
  #composer: HTMLElement | null = null;
  #search: HTMLInputElement | null = null;
  /** What Alt+M does: set by the transcript in view. */
  #pick: (() => void) | null = null;

  toggleCustomer(): void {
    if (matchMedia(NARROW).matches) this.customerDrawer = !this.customerDrawer;
    else this.customerShown = !this.customerShown;
  }

  /** Shows the customer panel, wherever it is. */
  showCustomer(): void {
    if (matchMedia(NARROW).matches) this.customerDrawer = true;
    else this.customerShown = true;
  }

  /** The conversation in view offers its ending. Returns how to take that back. */
  offerEnd(end: () => void): () => void {
    this.#end = end;
    return () => {
      if (this.#end === end) this.#end = null;
    };
  }

  end(): void {
    this.#end?.();
  }

  /** The field for writing, or whatever is to be filled in. Returns how to take that back. */
  offerComposer(element: HTMLElement): () => void {
    this.#composer = element;
    return () => {
      if (this.#composer === element) this.#composer = null;
    };
  }

  focusComposer(): void {
    this.#composer?.focus();
  }

  /** The field to look for something on this page. Returns how to take that back. */
  offerSearch(element: HTMLInputElement): () => void {
    this.#search = element;
    return () => {
      if (this.#search === element) this.#search = null;
    };
  }

  /** Whether there is something to search. */
  focusSearch(): boolean {
    this.#search?.select();
    return this.#search !== null;
  }

  /** The transcript in view offers its words for a record. Returns how to take that back. */
  offerPick(pick: () => void): () => void {
    this.#pick = pick;
    return () => {
      if (this.#pick === pick) this.#pick = null;
    };
  }

  pick(): void {
    this.#pick?.();
  }
}

export function provideView(view: View): void {
  setContext(VIEW, view);
}

export function useView(): View {
  return getContext<View>(VIEW);
}
