import { takeInfo, takeVariables } from "./details.ts";
import { languageTag } from "./language.ts";
import type { Details } from "../contract.ts";
import type { PanelSlot } from "./panel-slot.ts";

const nothing = (): Details => ({ t: "details", info: {}, variables: {} });

/** What the page's own scripts can call, as `Frontdesk`. */
export class PageApi {
  #slot: PanelSlot | null = null;
  #language: string | null = null;
  #details: Details | null = null;
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

  /** Says what agents should know of the visitor; null takes it back. */
  readonly setCustomerInfo = (said: unknown): void => this.#describe(said, takeInfo);

  /** Gives the conversation variables; null takes one back. */
  readonly setVariables = (said: unknown): void => {
    const { $language: language, ...rest } = Object(said) as Record<string, unknown>;
    if (language !== undefined) this.setLanguage(language);
    this.#describe(rest, takeVariables);
  };

  #describe(said: unknown, take: (into: Details, said: object) => string[]): void {
    const details = structuredClone(this.#details) ?? nothing();
    const refused = take(details, Object(said) as object);
    // eslint-disable-next-line no-console -- the page's own console is where its maker looks.
    if (refused.length > 0) console.error(`Frontdesk ignores ${refused.join(", ")}: see "Say more of the visitor" in the widget's README.`);
    this.#details = details;
    this.#slot?.describe(details);
  }

  /** Says who the visitor is, in a token that the site's server signed; null: nobody, or nobody any more. */
  readonly identify = (token: unknown): void => {
    if (token !== null && (typeof token !== "string" || token === "")) {
      // eslint-disable-next-line no-console -- the page's own console is where its maker looks.
      console.error("Frontdesk ignores the identity: it is neither a token that the site's server signed nor null.");
      return;
    }
    // What was said of somebody who has signed out is said of nobody else.
    if (token === null && typeof this.#identity === "string" && this.#details !== null) {
      this.#details = null;
      this.#slot?.describe(nothing());
    }
    this.#identity = token;
    this.#slot?.identify(token);
  };

  /** There is a chat: it learns what was said so far. */
  attach(slot: PanelSlot): void {
    this.#slot = slot;
    if (this.#language !== null) slot.setLanguage(this.#language);
    if (this.#details !== null) slot.describe(this.#details);
    if (this.#identity !== undefined) slot.identify(this.#identity);
  }
}
