// Invented links with connected customer systems. Anna's conversation is with nobody yet; one past log was given up.

import type { SystemsRest } from "../src/api/systems.ts";
import type { SystemLinkView } from "../src/api/types.ts";
import { ago } from "./data.ts";
import { problem } from "./customers.ts";

const past: SystemLinkView = {
  conversation: "cnv_61",
  connector: "crm-main",
  title: "Shop accounts",
  person: "9917",
  name: "Anna Rossi",
  url: "https://crm.example.com/people/9917",
  linked_by: "Bea Stark",
  linked_at: ago(9_000),
  case: null,
  log: { state: "refused", since: ago(5_000), tries: 0, why: "it reported rejected: a case needs a product" },
};

/** `asked` comes before every answer, and may throw. */
export function pretendSystems(me: string, asked: () => Promise<void>): SystemsRest {
  const links = new Map([[past.conversation, past]]);
  const known = (conversation: string): SystemLinkView => {
    const link = links.get(conversation);
    if (link === undefined) throw problem(404, "not_found", "It is linked with nobody.");
    return link;
  };
  const put = (link: SystemLinkView): SystemLinkView => {
    links.set(link.conversation, link);
    return link;
  };
  const begun = (conversation: string, connector: string, person: string, name: string | null): SystemLinkView =>
    put({ ...past, conversation, connector, title: connector === past.connector ? past.title : "Loyalty programme", person, name, linked_by: me, linked_at: ago(0), case: null, log: { state: "at_end", since: null, tries: 0, why: null } });

  return {
    of: async (conversation) => {
      await asked();
      return { link: links.get(conversation) ?? null };
    },
    link: async (conversation, connector, person) => {
      await asked();
      return begun(conversation, connector, person, person === past.person ? past.name : null);
    },
    unlink: async (conversation) => {
      await asked();
      links.delete(conversation);
    },
    create: async (conversation, { connector, name }) => {
      await asked();
      return begun(conversation, connector, "10001", name);
    },
    openCase: async (conversation, subject) => {
      await asked();
      return put({ ...known(conversation), case: { id: "c-1", subject, url: "https://crm.example.com/cases/c-1" } });
    },
    logAgain: async (conversation) => {
      await asked();
      const link = known(conversation);
      return put({ ...link, log: { ...link.log, state: "waiting", why: null } });
    },
    logs: async () => {
      await asked();
      return { items: [...links.values()].filter(({ log }) => log.state === "refused" || log.state === "waiting"), next: null };
    },
  };
}
