/**
 * What the protocol needs from the world around it. Browsers provide all of it (see `browserPorts`);
 * tests hand in their own, so that no test waits for a clock.
 */

/** The part of a WebSocket that is used. */
export interface SocketLike {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** A timer that can be cancelled. */
export type Cancel = () => void;

/** Everything outside. */
export interface Ports {
  /** Opens a socket. */
  connect(url: string): SocketLike;
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Runs `task` once, after `ms`. */
  after(ms: number, task: () => void): Cancel;
  /** Runs `task` whenever the network came back or the page is shown again. */
  onWake(task: () => void): Cancel;
}

/** The browser's own. */
export function browserPorts(): Ports {
  return {
    connect: (url) => new WebSocket(url) as SocketLike,
    now: () => Date.now(),
    random: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
    after(ms, task) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    onWake(task) {
      const shown = (): void => {
        if (document.visibilityState === "visible") task();
      };
      addEventListener("online", task);
      document.addEventListener("visibilitychange", shown);
      return () => {
        removeEventListener("online", task);
        document.removeEventListener("visibilitychange", shown);
      };
    },
  };
}
