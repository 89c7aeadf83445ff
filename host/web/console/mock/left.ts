// Messages that were left while nobody was there, as the pretended gateway has them.

import type { LeftRest } from "../src/api/left.ts";
import type { OfflineMessageView } from "../src/api/types.ts";

/** Two of them, where there are any. */
export function pretendLeft(asked: () => Promise<void>, some: boolean): LeftRest {
  const message = (id: string, more: Partial<OfflineMessageView>): OfflineMessageView => ({
    id,
    channel: "website",
    channel_title: "Website",
    left_at: "2026-05-04T21:14:00Z",
    name: "Ada Byron",
    email: "ada@example.com",
    subject: "Is the kettle back?",
    text: "The copper one, 1.2 litres.\nI would take two.",
    case: "cas_41",
    mail: "waiting",
    tries: 7,
    why: "Connection error: connection refused",
    ...more,
  });
  const refused = message("off_8", {
    name: "Émile du Châtelet with a name that is longer than the list is wide",
    subject: "",
    case: null,
    mail: "refused",
    tries: 0,
    why: "permanent error (550): 5.1.1 no such mailbox",
  });
  let items = some ? [message("off_7", {}), refused] : [];
  return {
    async list() {
      await asked();
      return { items, next: null };
    },
    async sendAgain(id) {
      await asked();
      items = items.map((item) => (item.id === id ? { ...item, mail: "waiting", tries: 0, why: null } : item));
    },
    async discard(id) {
      await asked();
      items = items.filter((item) => item.id !== id);
    },
  };
}
