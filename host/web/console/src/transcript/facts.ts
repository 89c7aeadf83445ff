// What happened in a conversation, in words.

import { endedBy } from "../domain/format.ts";
import type { Line } from "../domain/transcript.ts";
import { catalogue as t } from "../i18n.ts";
import type { StoppedByView } from "../api/types.ts";

type Fact = Extract<Line, { kind: "fact" }>["content"];

/** `nameOf` knows the agents' names. */
export function factWords(fact: Fact, nameOf: (agent: string) => string): string {
  switch (fact.kind) {
    case "agent_joined":
      return t.message.joined(fact.name);
    case "requeued":
      return t.message.requeued;
    case "answer_awaited":
      return t.message.answerAwaited;
    case "ended":
      return endedBy(fact.by, nameOf);
    case "stopped":
      return saidBy(fact.by, t.consent.stoppedBy);
    case "resumed":
      return saidBy(fact.by, t.consent.resumedBy);
    default:
      fact satisfies never;
      return "";
  }
}

function saidBy(by: StoppedByView, words: typeof t.consent.stoppedBy): string {
  return by.kind === "agent" ? words.agent(by.name) : words[by.kind];
}
