// Who may do what, in which state: one place, so that a button and its key agree, and a disabled
// button can say why. The gateway enforces the same rules; these only spare the agent a refusal.

import type { AgentView, ConversationView, PluginRow, Role } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly why: string };

const yes: Verdict = { ok: true };
const no = (why: string): Verdict => ({ ok: false, why });

/** The most characters of one message, as the gateway counts them. */
export const TEXT_CHARS_MAX = 5_000;
export const CAPACITY_MIN = 1;
export const CAPACITY_MAX = 6;

/** Whether the role sees the floor and steers it. */
export function steers(role: Role): boolean {
  return role === "supervisor" || role === "admin";
}

/** Whether the role sees the plugins. */
export const seesPlugins = steers;

/** Whether the role handles the plugins: their log and their dead letters hold contacts' words. */
export function runsPlugins(role: Role): boolean {
  return role === "admin";
}

export function canReload(me: AgentView, connected: boolean): Verdict {
  if (!runsPlugins(me.role)) return no(t.can.adminsOnly);
  return connected ? yes : no(t.can.notConnected);
}

export function canRestart(me: AgentView, connected: boolean, plugin: PluginRow | null): Verdict {
  const mayAct = canReload(me, connected);
  if (!mayAct.ok) return mayAct;
  return plugin === null ? no(t.can.notLoaded) : yes;
}

export function canRollBack(me: AgentView, connected: boolean, plugin: PluginRow | null): Verdict {
  const mayAct = canRestart(me, connected, plugin);
  if (!mayAct.ok) return mayAct;
  return plugin?.earlier === null ? no(t.can.nothingEarlier) : yes;
}

export function canWrite({ state }: ConversationView): Verdict {
  return state.kind === "assigned" ? yes : no(t.can.talkOver);
}

export function canSend(conversation: ConversationView, text: string): Verdict {
  const writable = canWrite(conversation);
  if (!writable.ok) return writable;
  if (text.trim() === "") return no(t.can.nothingToSend);
  return countChars(text) > TEXT_CHARS_MAX ? no(t.can.tooLong(TEXT_CHARS_MAX)) : yes;
}

export function canEnd({ state }: ConversationView): Verdict {
  return state.kind === "assigned" ? yes : no(t.can.talkOver);
}

export function canFinish({ state, dispositions }: ConversationView, disposition: string): Verdict {
  if (state.kind !== "wrap_up") return no(t.can.notWrappingUp);
  return dispositions.length > 0 && disposition === "" ? no(t.can.chooseDisposition) : yes;
}

export function canDecline(me: AgentView | null): Verdict {
  return me?.may_decline === true ? yes : no(t.can.mayNotDecline);
}

export function canRequeue(me: AgentView, { state }: ConversationView): Verdict {
  if (!steers(me.role)) return no(t.can.supervisorsOnly);
  if (state.kind === "queued") return no(t.can.waitsAlready);
  return state.kind === "assigned" || state.kind === "offered" ? yes : no(t.can.talkOver);
}

export function canClose(me: AgentView, { state }: ConversationView): Verdict {
  if (!steers(me.role)) return no(t.can.supervisorsOnly);
  return state.kind === "closed" ? no(t.can.closedAlready) : yes;
}

export function canSetCapacity(me: AgentView, capacity: number): Verdict {
  if (!steers(me.role)) return no(t.can.supervisorsOnly);
  if (capacity < CAPACITY_MIN) return no(t.can.capacityMin(CAPACITY_MIN));
  return capacity > CAPACITY_MAX ? no(t.can.capacityMax(CAPACITY_MAX)) : yes;
}

/** Characters as the gateway counts them: Unicode scalar values, not UTF-16 units. */
export function countChars(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
