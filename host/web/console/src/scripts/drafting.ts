// What has been changed and the gateway has not answered yet. Pure. One question is on its way at a time; what
// is changed meanwhile waits, so that no answer takes back what somebody has written since.

import type { SectionDraft, SectionEdit } from "../api/types.ts";
import { appliedAll } from "./edits.ts";

export interface Drafting {
  /** The text as it was answered last, or as somebody wrote it since. */
  readonly text: string;
  /** What the gateway last made of a text. */
  readonly known: SectionDraft | null;
  /** Edits that are on their way. */
  readonly sent: readonly SectionEdit[];
  /** Edits that wait. */
  readonly waiting: readonly SectionEdit[];
  /** Counts the texts that somebody wrote: an answer to an earlier one is too late. */
  readonly turn: number;
  /** Whether an answer is awaited. */
  readonly asking: boolean;
  /** Whether the text was written since the last question. */
  readonly stale: boolean;
}

/** What is to be asked, and what for. */
export interface Question {
  readonly text: string;
  readonly edits: readonly SectionEdit[];
  readonly turn: number;
}

export function drafted(text: string): Drafting {
  return { text, known: null, sent: [], waiting: [], turn: 0, asking: false, stale: true };
}

const samePath = (a: SectionEdit, b: SectionEdit): boolean => JSON.stringify(a.path) === JSON.stringify(b.path);

/** Edits that are to be made. A second value for the same place takes the place of the first. */
export function edited(state: Drafting, edits: readonly SectionEdit[]): Drafting {
  const waiting = [...state.waiting];
  for (const edit of edits) {
    const last = waiting.at(-1);
    if (last !== undefined && last.op === "set" && edit.op === "set" && samePath(last, edit)) waiting.pop();
    waiting.push(edit);
  }
  return { ...state, waiting };
}

/** Somebody wrote another text: edits of the text before are in it, or are meant to be gone. */
export function written(state: Drafting, text: string): Drafting {
  return { ...state, text, sent: [], waiting: [], turn: state.turn + 1, stale: true };
}

/** The next question; null: nothing is to be asked, or one is on its way. */
export function question(state: Drafting): Question | null {
  if (state.asking || (!state.stale && state.waiting.length === 0)) return null;
  return { text: state.text, edits: state.waiting, turn: state.turn };
}

export function asking(state: Drafting, { edits }: Question): Drafting {
  return { ...state, sent: edits, waiting: state.waiting.slice(edits.length), asking: true, stale: false };
}

/** The answer to a question. Too late, it only makes room for the next. */
export function answeredTo(state: Drafting, { turn }: Question, draft: SectionDraft): Drafting {
  if (turn !== state.turn) return { ...state, asking: false };
  return { ...state, text: draft.text, known: draft, sent: [], asking: false };
}

/** There was no answer: what was asked waits again. */
export function unanswered(state: Drafting, { turn }: Question): Drafting {
  if (turn !== state.turn) return { ...state, asking: false };
  return { ...state, sent: [], waiting: [...state.sent, ...state.waiting], asking: false, stale: true };
}

/** The script as it is with everything that somebody has done. */
export function valueOf({ known, sent, waiting }: Drafting): unknown {
  return known === null || known.value === null ? null : appliedAll(known.value, [...sent, ...waiting]);
}

/** Whether everything that was done has been answered. */
export function settled(state: Drafting): boolean {
  return !state.asking && !state.stale && state.waiting.length === 0;
}
