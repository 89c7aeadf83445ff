import type { Invitation } from "../../protocol/api.ts";
import type { Shelf } from "../../protocol/storage.ts";

/** A visit ends after so long without a page. */
const VISIT_MS = 30 * 60_000;
/** A chat counts for a showing for so long, as at the gateway. */
const TOUCH_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const KEY = "visits";

/** How often an invitation has been shown. */
interface Showings {
  /** Ever. */
  ever: number;
  /** In the visit `visit`. */
  now: number;
  visit: number;
  at: number;
}

/** What a browser keeps of its visits, for itself alone. */
interface Kept {
  visits: number;
  /** The last sign of the visit. */
  at: number;
  pages: number;
  ms: number;
  shown: Record<string, Showings>;
  /** When one was declined. */
  declined: number;
  /** When a chat began. */
  chat: number;
  /** On which side of an experiment this browser is, in percent. */
  sides: Record<string, number>;
  /** The last showing: its token, and when. */
  touch: [string, number] | null;
}

const nothing = (): Kept => ({ visits: 0, at: 0, pages: 0, ms: 0, shown: {}, declined: 0, chat: 0, sides: {}, touch: null });

/**
 * Visits and showings, on the shelf that all tabs share: read before each use, because another tab may have written.
 * `now` is the wall clock.
 */
export class Journal {
  readonly #shelf: Shelf;
  readonly #now: () => number;
  readonly #chance: () => number;

  constructor(shelf: Shelf, now: () => number, chance: () => number) {
    this.#shelf = shelf;
    this.#now = now;
    this.#chance = chance;
  }

  /** A page begins. */
  page(): void {
    this.#write((kept, now) => {
      if (now - kept.at > VISIT_MS || kept.visits === 0) Object.assign(kept, { visits: kept.visits + 1, pages: 0, ms: 0 });
      kept.pages += 1;
    });
  }

  /** The page has been visible for so much longer. */
  add(ms: number): void {
    this.#write((kept) => (kept.ms += ms));
  }

  /** Which page of which visit it is, and how long pages were visible before. */
  get visit(): { pages: number; visits: number; ms: number } {
    const { pages, visits, ms } = this.#read();
    return { pages, visits, ms };
  }

  /** Whether an invitation may be shown once more. */
  allows({ name, caps }: Invitation): boolean {
    const { shown, visits, declined, chat } = this.#read();
    const now = this.#now();
    const is = (at: number, hours: number): boolean => at > 0 && now - at < hours * HOUR_MS;
    if (is(declined, caps.after_decline_h) || is(chat, caps.after_chat_h)) return false;
    const before = shown[name];
    if (before === undefined) return true;
    if (before.ever >= caps.per_visitor) return false;
    return before.visit === visits ? before.now < caps.per_session : !is(before.at, caps.cooldown_h);
  }

  /** Whether this browser is one of those from which an invitation is kept back. It stays so. */
  holdsOut({ name, hold_out }: Invitation): boolean {
    if (hold_out === 0) return false;
    const known = this.#read().sides[name];
    const side = known ?? this.#chance() * 100;
    if (known === undefined) this.#write((kept) => (kept.sides[name] = side));
    return side < hold_out;
  }

  /** An invitation was shown, or would have been. */
  shown(name: string, token: string): void {
    this.#write((kept, now) => {
      const { ever = 0, now: times = 0, visit = 0 } = kept.shown[name] ?? {};
      kept.shown[name] = { ever: ever + 1, now: visit === kept.visits ? times + 1 : 1, visit: kept.visits, at: now };
      kept.touch = [token, now];
    });
  }

  declined(): void {
    this.#write((kept, now) => (kept.declined = now));
  }

  /** A chat began: the showing before it has had its chat. */
  chatted(): void {
    this.#write((kept, now) => Object.assign(kept, { chat: now, touch: null }));
  }

  /** The token of the last showing, while a chat counts for it. */
  get touch(): string | null {
    const [token, at] = this.#read().touch ?? ["", 0];
    return token !== "" && this.#now() - at < TOUCH_MS ? token : null;
  }

  #read(): Kept {
    try {
      return { ...nothing(), ...(JSON.parse(this.#shelf.get(KEY) ?? "{}") as Partial<Kept>) };
    } catch {
      return nothing();
    }
  }

  #write(change: (kept: Kept, now: number) => unknown): void {
    const [kept, now] = [this.#read(), this.#now()];
    change(kept, now);
    kept.at = now;
    this.#shelf.set(KEY, JSON.stringify(kept));
  }
}
