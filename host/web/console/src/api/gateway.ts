// The console's two ways to the gateway, as it needs them: a socket and a REST client. Tests and the
// mock hand in their own.

import type { ConsoleEvents, Outcome } from "../../../protocol/console-client.ts";
import type { Link } from "../../../protocol/socket.ts";
import type { Command } from "./types.ts";

export type { ConsoleEvents, Link, Outcome };

/** The running conversation with the gateway. `ConsoleClient` is one. */
export interface Gateway {
  start(): void;
  stop(): void;
  /** The gateway's clock, in milliseconds since 1970. */
  serverNow(): number;
  send(command: Command, id?: string): Promise<Outcome>;
  hint(command: Extract<Command, { kind: "typing" | "read" }>): void;
  /** Tries to connect at once instead of waiting out the pause. */
  wake(): void;
}

export type Connect = (events: ConsoleEvents) => Gateway;
