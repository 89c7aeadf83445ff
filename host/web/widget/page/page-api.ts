import { takeInfo, takeVariables } from "./details.ts";
import { languageTag } from "./language.ts";
import type { Call, Details } from "../contract.ts";
import type { PanelSlot } from "./panel-slot.ts";

const nothing = (): Details => ({ t: "details", info: {}, variables: {} });

/** The page's own console is where its maker looks. */
function complain(what: string): void {
  // eslint-disable-next-line no-console -- it is said to whoever made the page.
  console.error(`Frontdesk ${what}`);
}

type Handler = (detail: object) => unknown;

/** What the page's own scripts can call, as `Frontdesk`: `frontdesk.d.ts` says it in types. */
export class PageApi {
  #slot: PanelSlot | null = null;
  #details: Details = nothing();
  /** Whether the page has said who is signed in. */
  #isSomebody = false;
  readonly #handlers = new Map<string, Set<Handler>>();

  /** There is a chat. */
  attach(slot: PanelSlot): void {
    this.#slot = slot;
  }

  /** Does what the page has called. What a newer launcher may call is nothing here. */
  call([name, [first, second]]: Call): void {
    this.#methods[name]?.(first, second);
  }

  readonly #methods: Partial<Record<string, (first: unknown, second: unknown) => void>> = {
    start: (chat) => {
      const { text } = Object(chat) as { text?: unknown };
      void this.#slot?.open(typeof text === "string" ? text : null);
    },
    open: () => void this.#slot?.open(),
    close: () => this.#slot?.close(),
    end: () => this.#slot?.end(),
    identify: (token) => this.#identify(token),
    setLanguage: (tag) => this.#speaks(tag),
    setCustomerInfo: (said) => this.#describe(said, takeInfo),
    resetCustomerInfo: () => this.#describe(Object.fromEntries(Object.keys(this.#details.info).map((key) => [key, null])), takeInfo),
    setVariables: (said) => {
      const { $language: language, ...rest } = Object(said) as Record<string, unknown>;
      if (language !== undefined) this.#speaks(language);
      this.#describe(rest, takeVariables);
    },
    setInvitationQuickReplies: (given) => {
      const replies: unknown[] = Array.isArray(given) ? given : [];
      this.#slot?.setReplies(replies.filter((reply): reply is string => typeof reply === "string" && reply.trim() !== ""));
    },
    setSound: (on) => this.#slot?.setSound(on === true),
    on: (event, handler) => this.#listen(String(event), handler, true),
    off: (event, handler) => this.#listen(String(event), handler, false),
  };

  /** Tells the page that something has happened: those who asked for it, and whoever listens on the window. */
  emit(name: string, detail: object): void {
    for (const handler of this.#handlers.get(name) ?? []) {
      try {
        handler(detail);
      } catch (error) {
        // The page's own fault, shown as one, and not the chat's.
        reportError(error);
      }
    }
    dispatchEvent(new CustomEvent(`frontdesk:${name}`, { detail }));
  }

  #listen(name: string, handler: unknown, on: boolean): void {
    if (typeof handler !== "function") {
      complain(`ignores the handler of "${name}": it is no function.`);
      return;
    }
    const all = this.#handlers.get(name) ?? new Set();
    if (on) all.add(handler as Handler);
    else all.delete(handler as Handler);
    this.#handlers.set(name, all);
  }

  /** Says which language the visitor speaks, from now on. Works before there is a conversation, and while one goes on. */
  #speaks(tag: unknown): void {
    const language = languageTag(tag);
    if (language !== null) {
      this.#slot?.setLanguage(language);
      return;
    }
    const given = typeof tag === "string" ? `"${tag}"` : `a value of type ${typeof tag}`;
    complain(`ignores the language: ${given} is no language tag (BCP 47) such as "es" or "pt-BR".`);
  }

  #describe(said: unknown, take: (into: Details, said: object) => string[]): void {
    const details = structuredClone(this.#details);
    const refused = take(details, Object(said) as object);
    if (refused.length > 0) complain(`ignores ${refused.join(", ")}: see "Say more of the visitor" in the widget's README.`);
    this.#details = details;
    this.#slot?.describe(details);
  }

  /** Says who the visitor is, in a token that the site's server signed; null: nobody, or nobody any more. */
  #identify(token: unknown): void {
    if (token !== null && (typeof token !== "string" || token === "")) {
      complain("ignores the identity: it is neither a token that the site's server signed nor null.");
      return;
    }
    // What was said of somebody who has signed out is said of nobody else.
    if (token === null && this.#isSomebody) {
      this.#details = nothing();
      this.#slot?.describe(this.#details);
    }
    this.#isSomebody = token !== null;
    this.#slot?.identify(token);
  }
}
