// The floor's conversations as rows: who has them, since when, in which group. Pure.

import type { ConversationView, StateView } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";

export type Group = "waiting" | "talking" | "wrapping";
export type Filter = Group | "all";

export function groupOf(state: StateView): Group | null {
  switch (state.kind) {
    case "scripted":
    case "queued":
    case "offered":
      return "waiting";
    case "assigned":
      return "talking";
    case "parked":
    case "wrap_up":
      return "wrapping";
    case "closed":
      return null;
    default:
      state satisfies never;
      return null;
  }
}

/** Since when it is in its state; for those who wait, since when they wait. */
export function stateSince(state: StateView): string {
  switch (state.kind) {
    case "scripted":
    case "queued":
    case "offered":
      return state.since_at;
    case "assigned":
      return state.assigned_at;
    case "parked":
      return state.parked_at;
    case "wrap_up":
      return state.ended_at;
    case "closed":
      return state.closed_at;
    default:
      state satisfies never;
      return "";
  }
}

export function stateName(state: StateView, nameOf: (agent: string) => string): string {
  switch (state.kind) {
    case "scripted":
    case "queued":
    case "closed":
      return t.states[state.kind];
    case "offered":
    case "assigned":
    case "parked":
    case "wrap_up":
      return t.states[state.kind](nameOf(state.agent));
    default:
      state satisfies never;
      return "";
  }
}

/** The open ones of a filter: who waits first, each group by who is longest in it. */
export function rows(conversations: readonly ConversationView[], filter: Filter): ConversationView[] {
  const order: readonly (Group | null)[] = ["waiting", "talking", "wrapping"];
  return conversations
    .filter(({ state }) => groupOf(state) !== null && (filter === "all" || groupOf(state) === filter))
    .toSorted(
      (a, b) =>
        order.indexOf(groupOf(a.state)) - order.indexOf(groupOf(b.state)) ||
        stateSince(a.state).localeCompare(stateSince(b.state)),
    );
}
