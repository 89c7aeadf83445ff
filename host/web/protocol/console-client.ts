import type { ClientFrame, Command, Cursor, Event, Problem, ServerFrame, Snapshot } from "./api.ts";
import { newId } from "./ids.ts";
import type { Cancel, Ports } from "./ports.ts";
import { ReconnectingSocket, type Link } from "./socket.ts";

/** What a console is told. */
export interface ConsoleEvents {
  /** The whole picture: replaces everything. */
  snapshot(snapshot: Snapshot): void;
  /** One change, in order, each exactly once. */
  event(event: Event): void;
  /** The connection changed. */
  link(link: Link): void;
  /** The session is over or was never there: show the sign-in page. The client has stopped. */
  signedOut(): void;
  /**
   * A connection ended before the gateway greeted: it may be down, or it may not know the session any
   * more, which a browser cannot tell apart. Ask `GET /api/v1/session`, and `stop()` on 401.
   */
  turnedAway(): void;
}

/** How a command ended. */
export type Outcome = { kind: "done"; seq: number | null } | { kind: "refused"; problem: Problem };

/** A command without an answer yet. */
interface Pending {
  frame: ClientFrame;
  sentAt: number;
  settle: (outcome: Outcome) => void;
}

/** The gateway refused the cookie. Policy violation is what generic servers send for the same thing. */
const CLOSED_SIGNED_OUT = [1008, 4001];
/** The gateway has had enough for now: too many frames, too many sockets, busy. */
const CLOSED_SLOW_DOWN = [4008, 4009, 4013];
/** The pause after that. */
const SLOW_DOWN_MS = 5_000;
/** A command without an answer for this long is sent again on a new connection. */
const ANSWER_MS = 15_000;

/**
 * The console's side of `GET /api/v1/console/socket`: a snapshot, then ordered events, across any
 * number of lost connections. Commands are sent again, under their own ids, until they are answered,
 * so each is done once.
 */
export class ConsoleClient {
  readonly #ports: Ports;
  readonly #events: ConsoleEvents;
  readonly #socket: ReconnectingSocket;
  readonly #pending = new Map<string, Pending>();
  #cursor: Cursor | null = null;
  #greeted = false;
  #skewMs = 0;
  #gaps = 0;
  #watch: Cancel | null = null;

  constructor(url: string, ports: Ports, events: ConsoleEvents) {
    this.#ports = ports;
    this.#events = events;
    this.#socket = new ReconnectingSocket(url, ports, {
      opened: () => this.#hello(),
      frame: (frame) => this.#receive(frame as unknown as ServerFrame),
      link: (link) => this.#linked(link),
      closed: (code) => this.#closed(code),
    });
  }

  /** Connects. */
  start(): void {
    this.#socket.start();
  }

  /** Disconnects for good. Commands without an answer are refused with `disconnected`. */
  stop(): void {
    this.#socket.stop();
    this.#watch?.();
    const open = [...this.#pending.values()];
    this.#pending.clear();
    for (const { settle } of open) settle({ kind: "refused", problem: disconnected });
  }

  /** Tries to connect at once instead of waiting out the pause. */
  wake(): void {
    this.#socket.wake();
  }

  /** Where the connection is. */
  get link(): Link {
    return this.#socket.link;
  }

  /** The gateway's clock, in milliseconds since 1970: what deadlines are counted down by. */
  serverNow(): number {
    return this.#ports.now() + this.#skewMs;
  }

  /**
   * Asks for something. Settles when the gateway has done or refused it; it never rejects. A caller
   * that keeps its own ids over a reload hands one in: the same id is done once.
   */
  send(command: Command, id: string = newId(this.#ports)): Promise<Outcome> {
    const frame: ClientFrame = { kind: "command", id, command };
    return new Promise((settle) => {
      const pending = { frame, settle, sentAt: 0 };
      this.#pending.set(id, pending);
      this.#put(pending);
    });
  }

  /** Says something that is not answered and not worth repeating: `typing`, `read`. */
  hint(command: Extract<Command, { kind: "typing" | "read" }>): void {
    if (this.#greeted) this.#socket.send({ kind: "command", id: newId(this.#ports), command });
  }

  #hello(): void {
    const hello: ClientFrame = { kind: "hello", protocol: 1, resume: this.#cursor };
    this.#socket.send(hello);
  }

  #receive(frame: ServerFrame): void {
    switch (frame.kind) {
      case "snapshot":
        this.#cursor = frame.cursor;
        this.#greet(frame.server_at);
        this.#events.snapshot(frame.snapshot);
        this.#resend();
        break;
      case "resumed":
        this.#greet(frame.server_at);
        this.#resend();
        break;
      case "event":
        this.#event(frame.seq, frame.event);
        break;
      case "done":
        this.#settle(frame.id, { kind: "done", seq: frame.seq ?? null });
        break;
      case "refused":
        this.#refused(frame.id, frame.problem);
        break;
      case "ping":
        this.#socket.send({ kind: "pong" } satisfies ClientFrame);
        break;
    }
  }

  #greet(serverAt: string): void {
    const at = Date.parse(serverAt);
    if (!Number.isNaN(at)) this.#skewMs = at - this.#ports.now();
    this.#greeted = true;
    this.#socket.ready();
  }

  #resend(): void {
    for (const pending of this.#pending.values()) this.#put(pending);
  }

  #put(pending: Pending): void {
    if (!this.#greeted || !this.#socket.send(pending.frame)) return;
    pending.sentAt = this.#ports.now();
    this.#watch ??= this.#ports.after(ANSWER_MS, () => this.#checkAnswers());
  }

  /** A command that got lost on a line that seems alive: only a new connection tells. */
  #checkAnswers(): void {
    this.#watch = null;
    if (!this.#greeted || this.#pending.size === 0) return;
    const oldest = Math.min(...[...this.#pending.values()].map(({ sentAt }) => sentAt));
    const left = oldest + ANSWER_MS - this.#ports.now();
    if (left <= 0) this.#socket.reconnect();
    else this.#watch = this.#ports.after(left, () => this.#checkAnswers());
  }

  #event(seq: number, event: Event): void {
    const cursor = this.#cursor;
    if (cursor === null || seq <= cursor.seq) return;
    if (seq !== cursor.seq + 1) {
      this.#gap();
      return;
    }
    this.#gaps = 0;
    this.#cursor = { epoch: cursor.epoch, seq };
    if (event.kind === "signed_out") this.#signOut();
    else this.#events.event(event);
  }

  /** Something is missing: resume from the last event; when that does not help, from a snapshot. */
  #gap(): void {
    this.#gaps += 1;
    if (this.#gaps > 1) this.#cursor = null;
    this.#socket.reconnect((this.#gaps - 1) * 1_000);
  }

  #refused(id: string | null, problem: Problem): void {
    if (id !== null) {
      if (!this.#retryLater(id, problem)) this.#settle(id, { kind: "refused", problem });
    } else if (problem.code === "not_signed_in") {
      this.#signOut();
    } else if (!this.#greeted) {
      this.#cursor = null;
      this.#socket.reconnect(problem.retry_after_ms ?? 0);
    } else if (problem.retry_after_ms !== undefined) {
      // One of the commands, unread: which one is not said, and saying all of them again does no harm.
      this.#ports.after(problem.retry_after_ms, () => this.#resend());
    }
  }

  /** A busy gateway kept nothing: the same command goes out again after the time it names. */
  #retryLater(id: string, problem: Problem): boolean {
    const pending = this.#pending.get(id);
    if (pending === undefined || problem.retry_after_ms === undefined) return false;
    this.#ports.after(problem.retry_after_ms, () => {
      if (this.#pending.has(id)) this.#put(pending);
    });
    return true;
  }

  #settle(id: string, outcome: Outcome): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.settle(outcome);
  }

  #linked(link: Link): void {
    if (link !== "ready") {
      this.#greeted = false;
      this.#watch?.();
      this.#watch = null;
    }
    this.#events.link(link);
  }

  #closed(code: number): void {
    if (CLOSED_SIGNED_OUT.includes(code)) this.#signOut();
    else if (CLOSED_SLOW_DOWN.includes(code)) this.#socket.reconnect(SLOW_DOWN_MS);
    else if (!this.#greeted) this.#events.turnedAway();
  }

  #signOut(): void {
    this.stop();
    this.#events.signedOut();
  }
}

const disconnected: Problem = {
  type: "urn:frontdesk:problem:disconnected",
  code: "disconnected",
  status: 0,
  title: "Not connected",
  detail: "The console was closed before the gateway answered.",
};
