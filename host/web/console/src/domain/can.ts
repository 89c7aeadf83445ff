// Who may do what, in which state: one place, so that a button and its key agree, and a disabled
// button can say why. The gateway enforces the same rules; these only spare the agent a refusal.

import type { AgentView, CandidateView, ChannelView, ConversationView, MergeView, PluginRow, QueueSummary, Role } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";
import { countChars, TEXT_CHARS_MAX } from "./length.ts";
import { replyOf } from "./reply.ts";
import { sure, type Shown } from "./screen-pop.ts";

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly why: string };

const yes: Verdict = { ok: true };
const no = (why: string): Verdict => ({ ok: false, why });

export const CAPACITY_MIN = 1;
export const CAPACITY_MAX = 6;

/** Whether the role sees the floor and steers it. */
export function steers(role: Role): boolean {
  return role === "supervisor" || role === "admin";
}

/** Whether the role sees the plugins. */
export const seesPlugins = steers;

/** Whether the role sees how a chat is put on a site. */
export const installs = steers;

/** Whether the role writes scripts. */
export const writesScripts = steers;

/** Whether the role puts scripts in force, and takes them out. */
export const publishesScripts = runsPlugins;

/** Whether the role handles the plugins: their log and their dead letters hold contacts' words. */
export function runsPlugins(role: Role): boolean {
  return role === "admin";
}

/** Whether the role takes in and gives out all customers, erases one, and sees who read a record. */
export const managesCustomers = steers;

/** Whether the role sends the log of a conversation again that a customer system was not told of. */
export function canSendLogAgain(role: Role | undefined): boolean {
  return role !== undefined && steers(role);
}

/** Whether the role says which fields customers and cases have. */
export const designsFields = runsPlugins;

/** What changes a record, a case or a task: only while the gateway can be reached. */
export function canChangeRecords(connected: boolean): Verdict {
  return connected ? yes : no(t.can.notConnected);
}

/** Erasing a person for good: only once their name has been typed. */
export function canErase(me: AgentView, connected: boolean, typed: string, name: string): Verdict {
  if (!managesCustomers(me.role)) return no(t.can.supervisorsOnly);
  if (!connected) return no(t.can.notConnected);
  return typed.trim() === name.trim() ? yes : no(t.can.typeName);
}

const MERGE_KEPT_MS = 30 * 86_400_000;

/** Taking a record out again that was taken in. */
export function canUnmerge({ at }: MergeView, connected: boolean, nowMs: number): Verdict {
  if (!connected) return no(t.can.notConnected);
  return nowMs - Date.parse(at) < MERGE_KEPT_MS ? yes : no(t.can.mergedLongAgo);
}

/** Opening a case for the contact: not for somebody who only may be them. */
export function canOpenCase(what: Shown | null, connected: boolean): Verdict {
  if (sure(what) === null) return no(t.can.sayWhoFirst);
  return connected ? yes : no(t.can.notConnected);
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

/** Free text, or so many files with or without one. `channel` is null while nothing is known of it. */
export function canSend(conversation: ConversationView, channel: ChannelView | null, text: string, nowMs: number, files = 0): Verdict {
  const writable = canWrite(conversation);
  if (!writable.ok) return writable;
  const reply = replyOf(conversation, channel, nowMs);
  if (reply.kind === "stopped") return no(t.can.stopped);
  if (reply.kind !== "text") return no(t.can.windowClosed);
  return files > 0 && text.trim() === "" ? yes : isText(text);
}

/** A template: also when the time for free text is over. */
export function canSendTemplate(conversation: ConversationView, filled: boolean): Verdict {
  const writable = canWrite(conversation);
  if (!writable.ok) return writable;
  if (conversation.contact.stopped_at !== undefined) return no(t.can.stopped);
  return filled ? yes : no(t.template.incomplete);
}

/** Whether it is a message at all. */
export function isText(text: string): Verdict {
  if (text.trim() === "") return no(t.can.nothingToSend);
  return countChars(text) > TEXT_CHARS_MAX ? no(t.can.tooLong(TEXT_CHARS_MAX)) : yes;
}

/** Noting that the contact wants no more messages: whoever holds the conversation. */
export function canStop({ contact, state }: ConversationView, channel: ChannelView | null): Verdict {
  if (channel === null) return no(t.can.notLoaded);
  if (channel.live) return no(t.can.noProvider);
  if (state.kind !== "assigned" && state.kind !== "wrap_up") return no(t.can.talkOver);
  return contact.stopped_at === undefined ? yes : no(t.can.stoppedAlready);
}

/** Noting that they want messages again. */
export function canResume(me: AgentView, { contact }: ConversationView): Verdict {
  if (!steers(me.role)) return no(t.can.supervisorsOnly);
  return contact.stopped_at === undefined ? no(t.can.notStopped) : yes;
}

/** Writing first. The new conversation takes a place on the agent's desk. */
export function canStart(me: AgentView, channels: readonly ChannelView[] | null, connected: boolean): Verdict {
  if (!connected) return no(t.can.notConnected);
  if (channels === null) return no(t.can.notLoaded);
  if (!channels.some(({ can_initiate }) => can_initiate)) return no(t.can.noChannel);
  return me.load < me.capacity ? yes : no(t.can.noFreePlace);
}

/** Setting a conversation aside until the contact writes: not where the contact sits and waits. */
export function canPark({ state }: ConversationView, channel: ChannelView | null): Verdict {
  if (channel === null) return no(t.can.notLoaded);
  if (channel.live) return no(t.can.contactWaits);
  return state.kind === "assigned" ? yes : no(t.can.talkOver);
}

/** Taking up again what was set aside. */
export function canTakeUp(me: AgentView, { state }: ConversationView): Verdict {
  if (state.kind !== "parked") return no(t.can.notParked);
  return me.load < me.capacity ? yes : no(t.can.noFreePlace);
}

/** Handing a conversation on to another queue. */
export function canHandOn({ state }: ConversationView): Verdict {
  return state.kind === "assigned" ? yes : no(t.can.talkOver);
}

/** Giving a conversation to a colleague, who is asked first. One without a free place is waited for. */
export function canGive({ verdict }: CandidateView): Verdict {
  const stands = ["not_available", "unreachable", "stops_new", "lacks_skill", "lacks_language"];
  return stands.includes(verdict) ? no(t.why.verdicts[verdict] ?? verdict) : yes;
}

/** Giving a waiting conversation to an agent whatever room they have. */
export function canForce(me: AgentView, { state }: ConversationView): Verdict {
  if (!steers(me.role)) return no(t.can.supervisorsOnly);
  return state.kind === "queued" || state.kind === "offered" ? yes : no(t.can.notWaiting);
}

/** Whether there is a queue from which the agent may take by hand. */
export function mayTake(me: AgentView, queues: readonly QueueSummary[]): boolean {
  return me.may_pick ? me.queues.length > 0 : queues.some(({ id, by_hand }) => by_hand && me.queues.includes(id));
}

/** Taking a waiting conversation by hand. */
export function canTake(me: AgentView, { state, queue }: ConversationView, queues: readonly QueueSummary[]): Verdict {
  if (state.kind !== "queued" && state.kind !== "offered") return no(t.can.notWaiting);
  const mine = state.kind === "offered" && state.agent === me.id;
  if (state.kind === "offered" && !mine) return no(t.can.offeredElse);
  if (!me.queues.includes(queue)) return no(t.can.notYourQueue);
  if (!me.may_pick && !queues.some(({ id, by_hand }) => id === queue && by_hand)) return no(t.can.mayNotTake);
  // What is offered to them has its place already.
  return mine || me.load < me.capacity ? yes : no(t.can.noFreePlace);
}

/** Wanting nothing new: who is not available has nothing to stop. */
export function canStopNew(me: AgentView): Verdict {
  return me.presence.kind === "available" ? yes : no(t.can.notAvailable);
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
