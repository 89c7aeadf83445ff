// The pretend gateway over HTTP.

import { ProblemError, type Rest } from "../src/api/rest.ts";
import type { Snapshot } from "../src/api/types.ts";
import { channels, ofPerson, transcriptOf } from "./channels.ts";
import { pretendCases } from "./crm.ts";
import { pretendCustomers, Records } from "./customers.ts";
import { ago, annaTexts, contact, conversation, script } from "./data.ts";
import { pretendDesigns } from "./designs.ts";
import { pretendRun } from "./dry-run.ts";
import { past, steps, waiting } from "./records.ts";
import { pretendSections } from "./scripts.ts";
import type { Scenario } from "./scenarios.ts";
import { pretendLeft } from "./left.ts";
import { pretendSystems } from "./systems.ts";
import { draft } from "./translated.ts";

/** As slow as a gateway in the same town. */
export const LATENCY_MS = 40;

export function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, LATENCY_MS));
}

/** `asked` comes before every answer, and may throw. */
export function pretendRest(scenario: Scenario, snapshot: Snapshot, asked: () => Promise<void>): Omit<Rest, "operator"> {
  const records = new Records(snapshot.me.name, scenario.manyCustomers === true ? 40 : 0);
  if (scenario.noCustomers === true) records.all.clear();
  const ofRecords = scenario.noRecords === true ? (): Promise<void> => new Promise(() => undefined) : asked;
  return {
    session: async () => (scenario.signedOut === true ? null : { agent: snapshot.me, expires_at: ago(-36_000) }),
    signIn: async () => {
      await pause();
      if (scenario.signInProblem !== undefined) throw new ProblemError(scenario.signInProblem);
      return { agent: snapshot.me, expires_at: ago(-36_000) };
    },
    signOut: async () => undefined,
    closed: async (before) => {
      await asked();
      if (scenario.noHistory === true) return { items: [] };
      return before === null ? { items: past, next_before: "cnv_60" } : { items: past.map((one) => ({ ...one, id: `${one.id}0` })) };
    },
    conversation: async (id) => {
      await asked();
      const known = snapshot.conversations.find((held) => held.conversation.id === id)?.conversation ?? snapshot.floor?.conversations.find((one) => one.id === id) ?? past.find((one) => one.id === id) ?? past[0];
      return { conversation: known ?? conversation(id, contact("Somebody"), { kind: "queued", since_at: ago(10) }), steps };
    },
    messages: async (id, before) => {
      await asked();
      const known = before === null ? transcriptOf(id) : null;
      if (known !== null) return { items: known, has_earlier: false, has_later: false };
      if (before !== null) {
        const earlier = script(Array.from({ length: before - 1 }, (_, index) => `<Earlier message ${index + 1}.`), 12_000, 30);
        return { items: earlier.slice(-50), has_earlier: before > 51, has_later: true };
      }
      return { items: script([...annaTexts, ">Yes: EUR 49 a month, and a year costs ten months.", "<Great, thank you!", "ended"], 90_000, 50), has_earlier: false, has_later: false };
    },
    translate: async (id, text) => {
      await asked();
      return draft(text, snapshot.conversations.find((held) => held.conversation.id === id)?.conversation.translation);
    },
    channels: async () => {
      await asked();
      return { items: channels };
    },
    satisfaction: async (from, to) => {
      await asked();
      if (scenario.noHistory === true) return { from, to, all: [], queues: [], agents: [], comments: [], cut: false };
      const csat = { scale: "csat" as const, answers: 212, scores: [9, 14, 31, 74, 84], result: 399 };
      const nps = { scale: "nps" as const, answers: 61, scores: [2, 0, 1, 1, 2, 3, 5, 9, 12, 14, 12], result: 1_967 };
      const part = (answers: number, result: number) => ({ ...csat, answers, result });
      const rated = (number: number, score: number, comment: string) => ({ conversation: `cnv_${number}`, channel: "shop-chat", queue: "sales", agent: "ana", rating: { scale: "csat" as const, score, comment, at: ago(number * 3_000) } });
      return {
        from,
        to,
        all: [csat, nps],
        queues: [
          { id: "sales", name: "Sales", satisfaction: part(150, 421) },
          { id: "support", name: "Support", satisfaction: part(62, 346) },
          { id: "sales", name: "Sales", satisfaction: nps },
        ],
        agents: [
          { id: "ana", name: "Ana Lopes", satisfaction: part(101, 440) },
          { id: "bea", name: "Bea Stark", satisfaction: part(111, 362) },
        ],
        comments: [rated(11, 5, "Ana found the parcel within a minute. Thank you!"), rated(10, 2, "I had to say my order number three times, and then I was put into another queue.\nPlease write it down."), rated(8, 4, "شكراً جزيلاً")],
        cut: false,
      };
    },
    installation: async (channel) => {
      await asked();
      const site = (name: string): string => `https://${name}.example.com`;
      const seen = [
        { origin: site("blog"), at: ago(95), allowed: false },
        { origin: site("shop"), at: ago(12), allowed: true },
      ];
      return {
        gateway: "https://chat.example.com",
        title: channels.find(({ id }) => id === channel)?.title ?? channel,
        loader: "/widget/v1/loader.js",
        pinned_loader: "/widget/5f0e2a91c3d47b86/loader.js",
        integrity: "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
        page: `/chat/${channel}`,
        allowed_origins: scenario.noHistory === true ? [] : [site("shop"), site("docs")],
        seen: scenario.noHistory === true ? [] : seen,
      };
    },
    ofPerson: async (person, before) => {
      await asked();
      if (person !== "per_7") return { items: [] };
      return before === null ? { items: ofPerson.slice(0, 4), next_before: "cnv_33" } : { items: ofPerson.slice(4) };
    },
    waiting: async () => {
      await asked();
      return { items: scenario.nobodyWaits === true ? [] : waiting };
    },
    customers: pretendCustomers(snapshot, records, ofRecords),
    cases: pretendCases(snapshot.me.name, (id) => records.known(id).name, scenario.noCustomers === true, ofRecords),
    systems: pretendSystems(snapshot.me.name, asked),
    sections: pretendSections(scenario.scripts ?? "some", asked),
    designs: pretendDesigns(scenario.designs ?? {}, asked),
    left: pretendLeft(asked, scenario.unmailed === true),
    simulate: (wish, stop) => pretendRun(wish, stop, scenario.dryRun ?? "done", asked),
    fileUrl: (_id, _seq, number) => `/files/${number}.svg`,
    upload: async (_id, file, told, stop) => {
      for (const part of [0.2, 0.6, 1]) {
        await pause();
        if (stop.aborted) throw new Error("stopped");
        told(part);
      }
      return { id: `fil_${file.name}`, name: file.name, mime: file.type, media: file.type.startsWith("image/") ? "image" : "document", bytes: file.size };
    },
    fileThere: async (url) => {
      await pause();
      return !url.includes("/9.");
    },
    explanation: async (id) => {
      await asked();
      return { conversation: id, state: "queued", queue: "sales", position: 2, language: "es", any_language: false, required: [{ skill: "billing", level: 5 }], relaxes_at: new Date(Date.now() + 20_000).toISOString(), candidates: steps[1]?.because?.candidates ?? [] };
    },
  };
}
