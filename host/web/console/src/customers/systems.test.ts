import { describe, expect, it, vi } from "vitest";

import { ProblemError, problem } from "../api/rest.ts";
import type { SystemsRest } from "../api/systems.ts";
import type { PopSource, SystemLinkView } from "../api/types.ts";
import { AT, systemsRest } from "../domain/fixtures.ts";
import { Systems } from "./systems.svelte.ts";

const link: SystemLinkView = {
  conversation: "c",
  connector: "crm",
  title: "CRM",
  person: "p-1",
  name: "Ann",
  url: null,
  linked_by: "Bea",
  linked_at: AT,
  case: null,
  log: { state: "at_end", since: null, tries: 0, why: null },
};
const source: PopSource = { connector: "crm", title: "CRM", state: "nobody", people: [], ms: 9 };
const draft = { name: "Ann Lee", account_number: null, addresses: [{ kind: "email", value: "a@example.com" }, { kind: "customer", value: "7" }], notes: "" };
const silent = (): Promise<never> => Promise.reject(new ProblemError(problem("system_silent", 503, "It did not answer.")));

function asked(more: Partial<SystemsRest>): Systems {
  return new Systems({ systems: systemsRest(more) });
}

describe("a conversation's link", () => {
  it("is asked for once in each state of the conversation, and once more after a failure", async () => {
    const of = vi.fn<SystemsRest["of"]>(() => Promise.resolve({ link })).mockImplementationOnce(silent);
    const systems = asked({ of });
    for (const state of ["assigned", "assigned", "assigned", "wrap_up"]) await systems.need("c", state);
    expect(of).toHaveBeenCalledTimes(3);
    expect(systems.of("c").link).toBe(link);
  });

  it("is made and taken back one thing at a time, and what fails says why and changes nothing", async () => {
    const systems = asked({ link: () => Promise.resolve(link), unlink: silent });
    const person = { id: "p-1", name: "Ann", emails: [], phones: [], account_number: null, url: null };
    const first = systems.link("c", "crm", person);
    expect(await systems.link("c", "crm", person)).toBe(false);
    expect(await first).toBe(true);
    expect(await systems.unlink("c")).toBe(false);
    expect(systems.of("c")).toMatchObject({ link, busy: false, problem: "It did not answer." });
  });
});

describe("somebody who is not there", () => {
  it("is made from what is known of the contact, and what was typed outlives a failure", async () => {
    const create = vi.fn<SystemsRest["create"]>(() => Promise.resolve(link)).mockImplementationOnce(silent);
    const systems = asked({ create });
    systems.write("c", source, draft);
    const { form } = systems.of("c");
    expect(form).toMatchObject({ name: "Ann Lee", emails: ["a@example.com"], phones: [""] });
    if (form !== null) form.account = " AT-1 ";
    expect(await systems.create("c")).toBe(false);
    expect(systems.of("c")).toMatchObject({ form, problem: "It did not answer." });
    expect(await systems.create("c")).toBe(true);
    const person = { connector: "crm", name: "Ann Lee", emails: ["a@example.com"], phones: [], account_number: "AT-1" };
    expect(create.mock.calls).toEqual([["c", person], ["c", person]]);
    expect(systems.of("c")).toMatchObject({ form: null, link, problem: null });
  });
});

describe("a case there", () => {
  it("is open once the system says so, and its form stays until then", async () => {
    const opened = { ...link, case: { id: "1", subject: "Lost", url: null } };
    const openCase = vi.fn<SystemsRest["openCase"]>(() => Promise.resolve(opened)).mockImplementationOnce(silent);
    const systems = asked({ openCase });
    systems.writeCase("c");
    expect(await systems.openCase("c", " Lost ")).toBe(false);
    expect(systems.of("c").subject).toBe(" Lost ");
    expect(await systems.openCase("c", " Lost ")).toBe(true);
    expect(openCase).toHaveBeenLastCalledWith("c", "Lost");
    expect(systems.of("c")).toMatchObject({ subject: null, link: opened });
    systems.keep(["other"]);
    expect(systems.of("c").link).toBeNull();
  });
});
