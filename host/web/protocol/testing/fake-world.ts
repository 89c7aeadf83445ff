import type { Cancel, Ports, SocketLike } from "../ports.ts";
import type { Radio, TabPorts } from "../tabs.ts";

/** A socket whose other end is the test. */
export class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];
  isClosed = false;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }

  close(): void {
    this.isClosed = true;
  }

  /** The handshake is through. */
  open(): void {
    this.onopen?.();
  }

  /** The gateway says something. */
  say(...frames: object[]): void {
    for (const frame of frames) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The gateway is gone. */
  lose(code = 1006): void {
    this.isClosed = true;
    this.onclose?.({ code, reason: "" });
  }

  /** What was sent of one kind, by its tag. */
  framesOf(tag: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame["t"] === tag || frame["kind"] === tag);
  }
}

interface Timer {
  at: number;
  task: () => void;
}

/** A world in which time passes only when a test says so. */
export class FakeWorld implements Ports {
  readonly sockets: FakeSocket[] = [];
  #now = 1_000_000;
  #seed: number;
  #chance: number | null = null;
  readonly #timers = new Set<Timer>();
  readonly #wakers = new Set<() => void>();

  constructor(seed = 1) {
    this.#seed = seed;
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("nothing has connected");
    return socket;
  }

  connect(url: string): SocketLike {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    if (this.#chance !== null) return this.#chance;
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }

  /** From now on every chance is this one. */
  fixChance(chance: number): void {
    this.#chance = chance;
  }

  after(ms: number, task: () => void): Cancel {
    const timer = { at: this.#now + ms, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  onWake(task: () => void): Cancel {
    this.#wakers.add(task);
    return () => this.#wakers.delete(task);
  }

  /** The network is back, or the page is shown. */
  wake(): void {
    for (const task of [...this.#wakers]) task();
  }

  /** Time passes; what falls due on the way runs in order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.task();
    }
    this.#now = end;
  }
}

interface Claim {
  held: () => void;
  lost: () => void;
}

/** The browser around several tabs: one lock, one channel. */
export class FakeBrowser {
  readonly #radios = new Set<FakeRadio>();
  #holder: Claim | null = null;
  #queue: Claim[] = [];

  /** What one tab sees of it. */
  tab(): { tabs: TabPorts; close: () => void; freeze: () => void } {
    const own = new Set<Claim>();
    const radios = new Set<FakeRadio>();
    const tabs: TabPorts = {
      radio: () => {
        const radio = new FakeRadio(this.#radios);
        radios.add(radio);
        return radio;
      },
      lock: (_name, steal, held, lost) => {
        const claim = { held, lost };
        own.add(claim);
        this.#claim(claim, steal);
        return () => this.#leave(claim);
      },
    };
    const freeze = (): void => radios.forEach((radio) => radio.close());
    const close = (): void => {
      freeze();
      own.forEach((claim) => this.#leave(claim));
    };
    return { tabs, close, freeze };
  }

  #claim(claim: Claim, steal: boolean): void {
    const before = this.#holder;
    if (before === null || steal) {
      this.#holder = claim;
      before?.lost();
      claim.held();
    } else {
      this.#queue.push(claim);
    }
  }

  #leave(claim: Claim): void {
    this.#queue = this.#queue.filter((other) => other !== claim);
    if (this.#holder !== claim) return;
    this.#holder = this.#queue.shift() ?? null;
    this.#holder?.held();
  }
}

class FakeRadio implements Radio {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly #all: Set<FakeRadio>;

  constructor(all: Set<FakeRadio>) {
    this.#all = all;
    all.add(this);
  }

  postMessage(data: unknown): void {
    if (!this.#all.has(this)) return;
    for (const radio of this.#all) {
      if (radio !== this) radio.onmessage?.({ data: structuredClone(data) });
    }
  }

  close(): void {
    this.#all.delete(this);
  }
}
