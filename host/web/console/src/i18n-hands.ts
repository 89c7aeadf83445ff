// The words of giving a conversation to somebody, and of taking one by hand.

import { count } from "./i18n-count";

export const hands = {
  give: "Give to a colleague…",
  giveTitle: (name: string) => `Give ${name} to a colleague`,
  giveText: (queue: string) => `It waits for them first, with its age. If they do not take it in time, it goes to everybody of ${queue}.`,
  forceOf: (name: string) => `Give ${name} to an agent`,
  forceTitle: (name: string) => `Give ${name} to an agent`,
  forceText: "They hold it at once, whatever room they have, and it is written down that it was forced.",
  colleagues: "Colleagues",
  agents: "Agents",
  holds: (load: number, capacity: number) => `${load} of ${capacity} places taken`,
  self: "you",
  free: "Can be asked at once",
  waitsForPlace: "No free place: it waits for one a while",
  nobody: "Nobody else answers this queue. Hand it on to another queue instead.",
  choose: "Choose somebody first",
  confirm: "Give",
  giving: "Giving…",
  failed: "Who could take it could not be loaded.",
  given: (name: string, to: string) => `${name} was given to ${to}.`,
  handedOn: (name: string, queue: string) => `${name} was handed on to ${queue}.`,
  waiting: "Who waits",
  waitingTitle: "Who waits, to take by hand",
  waitingIntro: "Conversations of your queues that are offered to nobody at the moment, the longest wait first.",
  waitingNone: "Nobody waits in your queues.",
  waitingFailed: "Who waits could not be loaded.",
  more: (n: number) => `Only the first ${count(n, "one is", "are")} shown.`,
  take: "Take",
  takeOf: (name: string) => `Take the conversation of ${name}`,
  notSpoken: (language: string) => `${language}, which you do not speak`,
  columns: { contact: "Contact", where: "Queue and channel", waits: "Waits", actions: "Actions" },
};

export const canHands = {
  notWaiting: "It does not wait any more",
  offeredElse: "It is being offered to somebody",
  notYourQueue: "You do not answer this queue",
  mayNotTake: "You may not take conversations by hand",
};
