/** The frames of the web-chat socket, as `channels/webchat/PROTOCOL.md` fixes them. */

/** What the client asks for and the gateway acknowledges. Sent again under the same id until then. */
export type Request =
  | {
      t: "start";
      id: string;
      name: string;
      fields: Record<string, string>;
      text: string | null;
    }
  | { t: "message"; id: string; text: string }
  | { t: "end"; id: string }
  /** Out of the line, to leave a message. */
  | { t: "divert"; id: string }
  | { t: "rate"; id: string; conversation: string; score: number; comment: string };

/** A variable of the page's. */
export interface SaidVariable {
  value: string | number | boolean;
  label?: string;
  masked?: boolean;
}

/** What the page says of the visitor. The gateway forgets it with the connection. */
export type PageFrame =
  | { t: "language"; tag: string }
  /** Which invitation the visitor was shown, or held out from. */
  | { t: "invitation"; token: string }
  /** Null: taken back. */
  | { t: "details"; info: Record<string, string | null>; variables: Record<string, SaidVariable | null> };

/** Everything the client sends. */
export type VisitorFrame =
  | {
      t: "hello";
      v: 1;
      token: string | null;
      conversation: string | null;
      after: number;
      locale: string;
      /** Who the visitor is, in a token that the site's server signed. */
      identity: string | null;
    }
  | { t: "pong" }
  | PageFrame
  | { t: "typing"; on: boolean }
  | { t: "read"; seq: number }
  | Request;

/** What the gateway notes in a conversation; worded by the client. */
export type Notice = "agent_joined" | "requeued" | "ended";

/** A message of the transcript. */
export interface MessageFrame {
  t: "message";
  seq: number;
  id: string | null;
  from: "visitor" | "agent" | "system";
  name: string | null;
  text: string | null;
  notice: string | null;
  at: number;
}

/** Where the conversation stands. */
export type StateFrame =
  | { t: "state"; state: "none" }
  | { t: "state"; state: "queued"; conversation: string; position: number; since: number }
  | { t: "state"; state: "assigned"; conversation: string; agent: string }
  | { t: "state"; state: "ended"; conversation: string; by: string };

/** How long the visitor will probably wait from now on; null: nobody knows. */
export interface WaitFrame {
  t: "wait";
  conversation: string | null;
  estimate_ms: number | null;
}

/** Something that the visitor may choose: they say its text. */
export interface Choice {
  text: string;
  /** Whether they leave their line by it. */
  skips_queue: boolean;
}

/** What the visitor may choose at this moment: all of it. */
export interface ChoicesFrame {
  t: "choices";
  conversation: string | null;
  choices: Choice[];
}

/** A frame that was not accepted. `retry_ms` null: do not send it again. */
export interface RefusedFrame {
  t: "refused";
  id: string | null;
  code: string;
  /** The form's field that was not accepted. */
  field: string | null;
  message: string;
  retry_ms: number | null;
}

/** Everything the gateway sends. */
export type GatewayFrame =
  | { t: "welcome"; token: string; server_at: number }
  | { t: "ping" }
  | { t: "ack"; id: string; conversation: string | null; seq: number | null; at: number }
  | { t: "typing"; on: boolean }
  | { t: "read"; seq: number }
  | MessageFrame
  | StateFrame
  | WaitFrame
  | ChoicesFrame
  | RefusedFrame;

type Json = Record<string, unknown>;

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const number = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** Reads a frame; null when it is unknown or lacks what its kind needs, so that newer gateways may say more. */
export function readFrame(json: Json): GatewayFrame | null {
  switch (json["t"]) {
    case "welcome": {
      const token = text(json["token"]);
      return token === null ? null : { t: "welcome", token, server_at: number(json["server_at"]) ?? 0 };
    }
    case "ping":
      return { t: "ping" };
    case "ack": {
      const id = text(json["id"]);
      if (id === null) return null;
      const conversation = text(json["conversation"]);
      return { t: "ack", id, conversation, seq: number(json["seq"]), at: number(json["at"]) ?? 0 };
    }
    case "typing":
      return { t: "typing", on: json["on"] === true };
    case "read": {
      const seq = number(json["seq"]);
      return seq === null ? null : { t: "read", seq };
    }
    case "message":
      return readMessage(json);
    case "state":
      return readState(json);
    case "wait":
      return { t: "wait", conversation: text(json["conversation"]), estimate_ms: number(json["estimate_ms"]) };
    case "choices":
      return { t: "choices", conversation: text(json["conversation"]), choices: readChoices(json["choices"]) };
    case "refused":
      return {
        t: "refused",
        id: text(json["id"]),
        code: text(json["code"]) ?? "",
        field: text(json["field"]),
        message: text(json["message"]) ?? "",
        retry_ms: number(json["retry_ms"]),
      };
    default:
      return null;
  }
}

function readMessage(json: Json): MessageFrame | null {
  const seq = number(json["seq"]);
  const from = json["from"];
  if (seq === null || (from !== "visitor" && from !== "agent" && from !== "system")) return null;
  return {
    t: "message",
    seq,
    id: text(json["id"]),
    from,
    name: text(json["name"]),
    text: text(json["text"]),
    notice: text(json["notice"]),
    at: number(json["at"]) ?? 0,
  };
}

function readState(json: Json): StateFrame | null {
  const { state } = json;
  if (state === "none") return { t: "state", state };
  const conversation = text(json["conversation"]);
  if (conversation === null || (state !== "queued" && state !== "assigned" && state !== "ended")) return null;
  const agent = text(json["agent"]) ?? "";
  const by = text(json["by"]) ?? "";
  return { t: "state", state, conversation, position: number(json["position"]) ?? 1, since: number(json["since"]) ?? 0, agent, by };
}

function readChoices(value: unknown): Choice[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: Json | null) => {
    const said = text(one?.["text"]);
    return said === null ? [] : [{ text: said, skips_queue: one?.["skips_queue"] === true }];
  });
}
