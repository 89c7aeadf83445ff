import { pauseBefore } from "./backoff.ts";
import type { Cancel, Ports, SocketLike } from "./ports.ts";

/** A connection that hears nothing for this long is dead. The gateway pings every 20 s. */
const SILENCE_MS = 45_000;

/** Where a connection is. `ready` is declared by the owner, after the greeting is answered. */
export type Link = "connecting" | "ready" | "waiting" | "stopped";

/** What the owner of a connection is told. */
export interface SocketEvents {
  /** The socket is open: say hello. */
  opened(): void;
  /** A frame that is a JSON object came in. */
  frame(frame: Record<string, unknown>): void;
  /** The connection changed. */
  link(link: Link): void;
  /** The gateway closed the socket. Called before a reconnect is planned. */
  closed(code: number): void;
}

/**
 * A WebSocket that comes back: after a loss with growing, random pauses, at once when the network
 * returns or the page is shown, and by itself when it has been silent for too long.
 */
export class ReconnectingSocket {
  readonly #url: string;
  readonly #ports: Ports;
  readonly #events: SocketEvents;
  #socket: SocketLike | null = null;
  #link: Link = "stopped";
  #attempt = 0;
  #heardAt = 0;
  #retry: Cancel | null = null;
  #watch: Cancel | null = null;
  #wake: Cancel | null = null;

  constructor(url: string, ports: Ports, events: SocketEvents) {
    this.#url = url;
    this.#ports = ports;
    this.#events = events;
  }

  /** Where the connection is. */
  get link(): Link {
    return this.#link;
  }

  /** Connects, and stays connected until `stop`. */
  start(): void {
    if (this.#link !== "stopped") return;
    this.#wake = this.#ports.onWake(() => this.wake());
    this.#open();
  }

  /** Closes for good. */
  stop(): void {
    this.#wake?.();
    this.#wake = null;
    this.#drop();
    this.#set("stopped");
  }

  /** The greeting was answered: the next loss starts with the shortest pause again. */
  ready(): void {
    this.#attempt = 0;
    this.#set("ready");
  }

  /** Sends a frame; false when there is no open connection, then nothing was sent. */
  send(frame: object): boolean {
    if (this.#socket === null || (this.#link !== "ready" && this.#link !== "connecting")) return false;
    try {
      this.#socket.send(JSON.stringify(frame));
      return true;
    } catch {
      return false;
    }
  }

  /** Gives this connection up and connects again, after a pause; at least `ms` when it is given. */
  reconnect(ms = 0): void {
    if (this.#link === "stopped") return;
    this.#drop();
    this.#set("waiting");
    const pause = Math.max(ms, pauseBefore(this.#attempt, () => this.#ports.random()));
    this.#attempt += 1;
    this.#retry = this.#ports.after(pause, () => this.#open());
  }

  /** The network is back or the page is shown: connects at once, or checks that the line is alive. */
  wake(): void {
    if (this.#link === "waiting") {
      this.#retry?.();
      this.#retry = null;
      this.#open();
    } else if (this.#link !== "stopped" && this.#isSilent()) {
      this.reconnect();
    }
  }

  #open(): void {
    this.#retry = null;
    this.#set("connecting");
    this.#heardAt = this.#ports.now();
    let socket: SocketLike;
    try {
      socket = this.#ports.connect(this.#url);
    } catch {
      this.reconnect();
      return;
    }
    this.#socket = socket;
    socket.onopen = () => this.#events.opened();
    socket.onmessage = ({ data }) => this.#heard(data);
    socket.onclose = ({ code }) => this.#lost(code);
    this.#listen();
  }

  #heard(data: unknown): void {
    this.#heardAt = this.#ports.now();
    if (typeof data !== "string") return;
    let frame: unknown;
    try {
      frame = JSON.parse(data);
    } catch {
      return;
    }
    if (typeof frame === "object" && frame !== null && !Array.isArray(frame)) {
      this.#events.frame(frame as Record<string, unknown>);
    }
  }

  #lost(code: number): void {
    this.#forget();
    this.#events.closed(code);
    if (this.#link === "connecting" || this.#link === "ready") this.reconnect();
  }

  #listen(): void {
    this.#watch?.();
    const left = this.#heardAt + SILENCE_MS - this.#ports.now();
    this.#watch = this.#ports.after(Math.max(left, 1), () => {
      if (this.#isSilent()) this.reconnect();
      else this.#listen();
    });
  }

  #isSilent(): boolean {
    return this.#ports.now() - this.#heardAt >= SILENCE_MS;
  }

  #drop(): void {
    this.#retry?.();
    this.#retry = null;
    const socket = this.#socket;
    this.#forget();
    try {
      socket?.close();
    } catch {
      // It never opened: there is nothing to close.
    }
  }

  #forget(): void {
    this.#watch?.();
    this.#watch = null;
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.onerror = null;
  }

  #set(link: Link): void {
    if (this.#link === link) return;
    this.#link = link;
    this.#events.link(link);
  }
}
