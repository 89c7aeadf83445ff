// The words of the reports.

import { count } from "../i18n-count";

export const reports = {
  title: "Satisfaction",
  notPermittedTitle: "Not for your role",
  notPermittedText: "Supervisors and admins see how satisfied contacts were.",
  toDesk: "To the desk",
  range: "Which days",
  days: (n: number) => `${n} days`,
  failed: "The report could not be loaded.",
  none: "Nobody has answered in these days",
  noneText: "Contacts are asked once a chat has ended, where its channel has a table named survey in the configuration.",
  scales: { csat: "Satisfaction", nps: "Net Promoter Score" },
  outOf: { csat: "of 5", nps: "from −100 to +100" },
  answers: (n: number) => count(n, "answer", "answers"),
  bar: (score: number, n: number) => `Score ${score}: ${count(n, "answer", "answers")}`,
  distribution: "How often each score was given",
  queues: "By queue",
  agents: "By agent",
  queue: "Queue",
  agent: "Agent",
  scale: "Asked for",
  result: "Result",
  count: "Answers",
  comments: "What they added",
  noComments: "Nobody has added anything.",
  open: "Read the conversation",
  cut: "There were more answers than are counted here: choose fewer days.",
};
