// The words of an offer.

import { count } from "./i18n-count";

export const offer = {
  corner: "Offers and notices",
  title: (queue: string) => `New conversation · ${queue}`,
  label: (name: string, queue: string) => `Offer: ${name}, ${queue}`,
  seconds: (n: number) => `${count(n, "second", "seconds")} left`,
  waiting: (age: string) => `waiting ${age}`,
  accept: "Accept",
  decline: "Decline",
  noPreview: "Has not written yet",
  pop: {
    label: "In the customers' records",
    none: "Not in the customers' records",
    several: (n: number) => `${count(n, "record", "records")} could be theirs: choose once you have accepted`,
    cases: (n: number, first: string) => (n === 1 ? `Open case: ${first}` : `${count(n, "open case", "open cases")}, newest: ${first}`),
  },
  missHint: "If you do not answer, it goes back to the queue.",
  more: (n: number) => count(n, "more offer", "more offers"),
  announce: (name: string, queue: string, s: number) =>
    `New offer: ${name}, ${queue}. ${count(s, "second", "seconds")} to answer. Alt A accepts.`,
  documentTitle: (n: number, left: string) => `(${n}) Offer ${left}`,
  notification: (name: string, queue: string) => `${name} · ${queue}`,
};
