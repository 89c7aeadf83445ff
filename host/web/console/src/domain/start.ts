// Writing first: what was asked for, where a refusal belongs, and which conversation came of it.

import type { ChannelView, FilledTemplate, Problem } from "../api/types.ts";
import { phoneProblem, plainPhone, type PhoneProblem } from "./address.ts";
import type { Held } from "./state.ts";

export interface FirstMessage {
  readonly channel: string;
  readonly address: string;
  readonly text: string | null;
  readonly template: FilledTemplate | null;
}

/** The field of the form that a problem is shown at; `form`: none of them. */
export type Place = "channel" | "address" | "text" | "template" | "form";

/** What is wrong with a typed address on a channel. */
export function addressProblem(channel: ChannelView, typed: string): PhoneProblem | "noAddress" | null {
  if (channel.address === "phone") return phoneProblem(typed);
  return typed.trim() === "" ? "noAddress" : null;
}

/** As the channel spells it. */
export function addressOf(channel: ChannelView, typed: string): string {
  return channel.address === "phone" ? plainPhone(typed) : typed.trim();
}

const PLACES: readonly (readonly [Place, RegExp])[] = [
  ["template", /template/],
  ["address", /address|recipient|contact|stopped|opted_out/],
  ["text", /text|window|long/],
  ["channel", /channel/],
];

/** By the place it names, else by its code. */
export function placeOf({ code, errors }: Problem): Place {
  const named = errors?.[0]?.place ?? code;
  return PLACES.find(([, words]) => words.test(named))?.[0] ?? "form";
}

/** Whether this is the conversation that a first message began, or went into. */
export function beganBy({ conversation, messages }: Pick<Held, "conversation" | "messages">, command: string, first: FirstMessage): boolean {
  if (messages.some((message) => message.client_id === command)) return true;
  return conversation.channel === first.channel && conversation.contact.address === first.address;
}
