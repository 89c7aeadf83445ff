import { newId } from "./ids.ts";
import type { Cancel, Ports } from "./ports.ts";

/** A leader that does not answer for this long is frozen, and is relieved by a tab that is shown. */
const LEADER_MS = 3_000;

/** The part of a BroadcastChannel that is used. */
export interface Radio {
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage(data: unknown): void;
  close(): void;
}

/** What tabs of one site can share. Null members: each tab is on its own. */
export interface TabPorts {
  radio: ((name: string) => Radio) | null;
  /**
   * Holds the lock `name` until `lost` settles or another tab steals it; `held` is called once it is
   * ours. Returns a function that lets go.
   */
  lock: ((name: string, steal: boolean, held: () => void, lost: () => void) => Cancel) | null;
}

/** The browser's own. */
export function browserTabs(): TabPorts {
  const radio = typeof BroadcastChannel === "function" ? (name: string) => new BroadcastChannel(name) as Radio : null;
  const locks = (navigator as Partial<Pick<Navigator, "locks">>).locks;
  return { radio, lock: locks === undefined ? null : (name, steal, held, lost) => hold(locks, name, steal, held, lost) };
}

function hold(locks: LockManager, name: string, steal: boolean, held: () => void, lost: () => void): Cancel {
  let release: Cancel = () => undefined;
  let gone = false;
  const kept = new Promise<void>((resolve) => (release = resolve));
  const work = async (): Promise<void> => {
    if (gone) return;
    held();
    await kept;
  };
  locks.request(name, steal ? { steal: true } : {}, work).then(
    () => undefined,
    () => {
      if (!gone) lost();
    },
  );
  return () => {
    gone = true;
    release();
  };
}

/** What tabs tell each other. `S` is what the leader knows, `A` what a follower asks it to do. */
type Signal<S, A> =
  | { kind: "who" }
  | { kind: "state"; state: S }
  | { kind: "ask"; from: string; number: number; action: A }
  | { kind: "took"; from: string; number: number }
  | { kind: "shared"; key: string; value: unknown };

/** What leads while this tab holds the lock. */
export interface Leader<A> {
  act(action: A): void;
  stop(): void;
}

/** What a group of tabs is made of. */
export interface GroupOptions<S, A> {
  name: string;
  ports: Ports;
  tabs: TabPorts;
  /** Begins to lead, with what was known so far; `publish` tells every tab, this one included. */
  lead(known: S | null, publish: (state: S) => void): Leader<A>;
  /** What the leader knows, wherever it is. */
  state(state: S): void;
  /** Another tab shared a value: open, draft. */
  shared(key: string, value: unknown): void;
}

/**
 * The tabs of one visitor on one site: one holds the connection and leads, the others follow. When the
 * leader closes, crashes or freezes, another takes over with what it has seen. Without locks or
 * channels in the browser, every tab leads itself.
 */
export class TabGroup<S, A> {
  readonly #options: GroupOptions<S, A>;
  readonly #self: string;
  #radio: Radio | null = null;
  readonly #asked = new Map<number, A>();
  #leader: Leader<A> | null = null;
  #known: S | null = null;
  #number = 0;
  #release: Cancel | null = null;
  #deadline: Cancel | null = null;
  #wake: Cancel | null = null;

  constructor(options: GroupOptions<S, A>) {
    this.#options = options;
    this.#self = newId(options.ports);
  }

  /** Begins: as a follower until this tab holds the lock. */
  join(): void {
    const { tabs, name, ports } = this.#options;
    this.#radio = tabs.radio === null || tabs.lock === null ? null : openRadio(tabs.radio, name);
    if (this.#radio === null) {
      this.#lead();
      return;
    }
    this.#radio.onmessage = ({ data }) => this.#heard(data as Signal<S, A>);
    this.#queue(false);
    this.#wake = ports.onWake(() => this.#check());
    this.#check();
  }

  /** Has the leader do something; what a leader did not take is asked of the next one. */
  act(action: A): void {
    if (this.#leader !== null) {
      this.#leader.act(action);
      return;
    }
    this.#number += 1;
    this.#asked.set(this.#number, action);
    this.#ask(this.#number, action);
    this.#check();
  }

  /** Tells the other tabs a value. */
  share(key: string, value: unknown): void {
    this.#say({ kind: "shared", key, value });
  }

  /** Leaves the group. */
  close(): void {
    this.#wake?.();
    this.#deadline?.();
    this.#stepDown();
    this.#release?.();
    this.#radio?.close();
  }

  #queue(steal: boolean): void {
    this.#release?.();
    const { tabs, name } = this.#options;
    this.#release =
      tabs.lock?.(
        name,
        steal,
        () => this.#lead(),
        () => {
          this.#stepDown();
          this.#queue(false);
        },
      ) ?? null;
  }

  #lead(): void {
    this.#deadline?.();
    this.#deadline = null;
    this.#leader = this.#options.lead(this.#known, (state) => this.#publish(state));
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const action of asked) this.#leader.act(action);
  }

  #stepDown(): void {
    this.#leader?.stop();
    this.#leader = null;
  }

  #publish(state: S): void {
    this.#know(state);
    this.#say({ kind: "state", state });
  }

  #know(state: S): void {
    this.#known = state;
    this.#options.state(state);
  }

  #heard(signal: Signal<S, A>): void {
    switch (signal.kind) {
      case "who":
        if (this.#leader !== null && this.#known !== null) this.#say({ kind: "state", state: this.#known });
        break;
      case "state":
        this.#answered();
        if (this.#leader === null) this.#know(signal.state);
        break;
      case "ask":
        if (this.#leader === null) break;
        this.#leader.act(signal.action);
        this.#say({ kind: "took", from: signal.from, number: signal.number });
        break;
      case "took":
        if (signal.from === this.#self) this.#asked.delete(signal.number);
        break;
      case "shared":
        this.#options.shared(signal.key, signal.value);
        break;
    }
  }

  /** The leader lives: what it has not taken is asked again. */
  #answered(): void {
    if (this.#deadline === null) return;
    this.#deadline();
    this.#deadline = null;
    for (const [number, action] of this.#asked) this.#ask(number, action);
  }

  #ask(number: number, action: A): void {
    this.#say({ kind: "ask", from: this.#self, number, action });
  }

  /** Asks who leads; takes over when nobody answers. */
  #check(): void {
    if (this.#leader !== null || this.#deadline !== null) return;
    this.#say({ kind: "who" });
    this.#deadline = this.#options.ports.after(LEADER_MS, () => {
      this.#deadline = null;
      if (this.#leader === null) this.#queue(true);
    });
  }

  #say(signal: Signal<S, A>): void {
    try {
      this.#radio?.postMessage(signal);
    } catch {
      // The channel is closed with the page: nobody is left to tell.
    }
  }
}

function openRadio(open: (name: string) => Radio, name: string): Radio | null {
  try {
    return open(name);
  } catch {
    return null;
  }
}
