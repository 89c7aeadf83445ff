// The words of messages that were left while nobody was there.

import { count } from "./i18n-count";

export const left = {
  title: "Messages that are not mailed",
  waiting: (tries: number) => (tries === 0 ? "On its way" : `Tried ${count(tries, "time", "times")}, is tried again:`),
  refused: "Given up:",
  from: (name: string, channel: string) => `${name} · ${channel}`,
  noSubject: "No subject",
  isCase: (id: string) => `Also kept as case ${id}`,
  sendAgain: "Send again",
  sent: "The mail is on its way again",
  discard: "Discard",
  discardTitle: "Discard this message?",
  discardText: "Its mail was given up, and nobody will be mailed what it says. A case that it became stays.",
  discarded: "The message is discarded",
  more: "Show more",
};
