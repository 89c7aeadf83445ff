/** What of a document is needed to change its title. */
export type Titled = Pick<Document, "title" | "hidden" | "addEventListener">;

/** Says in the title of a page how many messages wait, while its tab is hidden. */
export class TabTitle {
  readonly #page: Titled;
  /** The page's own, and what is shown in its place. */
  #title = "";
  #shown: string | null = null;

  constructor(page: Titled) {
    this.#page = page;
    page.addEventListener("visibilitychange", () => this.show(0));
  }

  /** So many messages wait. */
  show(count: number): void {
    const page = this.#page;
    // A title that the page has changed meanwhile is its own.
    if (page.title !== this.#shown) this.#title = page.title;
    this.#shown = page.hidden && count > 0 ? `(${count}) ${this.#title}` : null;
    const title = this.#shown ?? this.#title;
    if (page.title !== title) page.title = title;
  }
}
