import { languageTag } from "./language.ts";
import type { PanelSlot } from "./panel-slot.ts";

/** What the page's own scripts can call, as `Frontdesk`. */
export class PageApi {
  #slot: PanelSlot | null = null;
  #language: string | null = null;
  /** Undefined: the page has not said. */
  #identity: string | null | undefined;

  /** Says which language the visitor speaks, from now on. Works before there is a chat, and while one goes on. */
  readonly setLanguage = (tag: unknown): void => {
    const language = languageTag(tag);
    if (language === null) {
      const given = typeof tag === "string" ? `"${tag}"` : `a value of type ${typeof tag}`;
      // eslint-disable-next-line no-console -- the page's own console is where its maker looks.
      console.error(`Frontdesk ignores the language: ${given} is no language tag (BCP 47) such as "es" or "pt-BR".`);
      return;
    }
    this.#language = language;
    this.#slot?.setLanguage(language);
  };

  /** Says who the visitor is, in a token that the site's server signed; null: nobody, or nobody any more. */
  readonly identify = (token: unknown): void => {
    if (token !== null && (typeof token !== "string" || token === "")) {
      // eslint-disable-next-line no-console -- the page's own console is where its maker looks.
      console.error("Frontdesk ignores the identity: it is neither a token that the site's server signed nor null.");
      return;
    }
    this.#identity = token;
    this.#slot?.identify(token);
  };

  /** There is a chat: it learns what was said so far. */
  attach(slot: PanelSlot): void {
    this.#slot = slot;
    if (this.#language !== null) slot.setLanguage(this.#language);
    if (this.#identity !== undefined) slot.identify(this.#identity);
  }
}
