// The words of past conversations.

import { count } from "../i18n-count";

export const history = {
  title: "My past conversations",
  titleAll: "Past conversations of everyone",
  empty: "You have no past conversations yet. They appear here once they are closed.",
  pick: "Choose a conversation to read it.",
  more: "Load more",
  failed: "The list could not be loaded.",
  transcriptFailed: "The transcript could not be loaded.",
  disposition: "Disposition",
  note: "Note",
  noDisposition: "None",
  abandoned: "Left before an answer",
  rating: "Rating",
  csat: (score: number) => `${score} of 5, ${["very dissatisfied", "dissatisfied", "neither", "satisfied", "very satisfied"][score - 1] ?? ""}`,
  nps: (score: number) => `${score} of 10, ${score >= 9 ? "promoter" : score >= 7 ? "passive" : "detractor"}`,
  back: "Back to the list",
  list: "Past conversations",
  messages: (n: number) => count(n, "message", "messages"),
};
