import { describe, expect, it, vi } from "vitest";

import { ProblemError } from "../api/rest.ts";
import type { CustomersRest } from "../api/customers.ts";
import type { CustomerView, Problem, ScreenPop } from "../api/types.ts";
import { aCase, casesRest, customer, customersRest } from "../domain/fixtures.ts";
import { Customers } from "./customers.svelte.ts";

const none: ScreenPop = { linked: null, matches: [], draft: { account_number: "7", name: "Anna", addresses: [{ kind: "email", value: "a@example.com" }], notes: "" } };
const popOf = (record: CustomerView): ScreenPop => ({ ...none, matches: [{ customer: record, verified: false, by: ["email"] }] });
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

function no(code: string, more: Partial<Problem> = {}): ProblemError {
  return new ProblemError({ type: "urn:x", code, status: 422, title: "t", detail: "The gateway's words.", ...more });
}

/** Records that are told of by hand, in any order. */
function asked(more: Partial<CustomersRest> = {}, cases = casesRest()) {
  const waiting: ((answer: ScreenPop | Error) => void)[] = [];
  const of: CustomersRest["of"] = () => new Promise((done, fail) => void waiting.push((answer) => (answer instanceof Error ? fail(answer) : done(answer))));
  const customers = new Customers({ customers: customersRest({ of, ...more }), cases });
  return {
    customers,
    count: () => waiting.length,
    answer: async (nth: number, answer: ScreenPop | Error): Promise<void> => {
      waiting[nth]?.(answer);
      await settled();
    },
  };
}

/** A conversation whose record is loaded. */
async function loaded(pop: ScreenPop, more: Partial<CustomersRest> = {}, cases = casesRest()): Promise<ReturnType<typeof asked>> {
  const scene = asked(more, cases);
  void scene.customers.need("c", "known");
  await scene.answer(0, pop);
  return scene;
}

describe("a conversation's record", () => {
  it("is asked for once, and again when the contact is known by something else", async () => {
    const { customers, count, answer } = asked();
    void customers.need("c", "number");
    void customers.need("c", "number");
    expect([count(), customers.of("c").loading]).toEqual([1, true]);
    await answer(0, none);
    void customers.need("c", "number");
    expect([count(), customers.of("c").loading]).toEqual([1, false]);
    void customers.need("c", "email");
    expect(customers.of("c")).toMatchObject({ pop: none, loading: true });
    void customers.need("d", "email");
    expect(count()).toBe(3);
  });

  it("is never the answer to an older question", async () => {
    const { customers, answer } = asked();
    void customers.need("c", "number");
    void customers.need("c", "email");
    await answer(1, popOf(customer("new")));
    await answer(0, popOf(customer("old")));
    expect(customers.of("c")).toMatchObject({ pop: popOf(customer("new")), loading: false });
  });

  it("that could not be loaded can be asked for again, and what was there stays", async () => {
    const { customers, answer } = await loaded(none);
    void customers.need("c", "email");
    await answer(1, new Error("down"));
    expect(customers.of("c")).toMatchObject({ pop: none, loading: false, problem: expect.any(String) });
    void customers.load("c");
    await answer(2, popOf(customer("a")));
    expect(customers.of("c")).toMatchObject({ pop: popOf(customer("a")), problem: null });
  });

  it("is forgotten with the conversation", async () => {
    const { customers } = await loaded(none);
    customers.keep(["c"]);
    expect(customers.of("c").pop).toBe(none);
    customers.keep([]);
    expect(customers.of("c").pop).toBeNull();
  });
});

describe("linking", () => {
  it("shows the record", async () => {
    const link = vi.fn(() => Promise.resolve({ ...customer("b"), version: 9 }));
    const { customers } = await loaded(popOf(customer("a")), { link });
    customers.choose("c", true);
    expect(await customers.link("c", customer("b"))).toBe(true);
    expect(link).toHaveBeenCalledWith("c", "b");
    expect(customers.of("c")).toMatchObject({ pop: { linked: { id: "b", version: 9 } }, choosing: false, linking: null });
  });

  it("that is refused leaves the choice, with the reason", async () => {
    const { customers } = await loaded(popOf(customer("a")), { link: () => Promise.reject(no("not_yours")) });
    customers.choose("c", true);
    expect(await customers.link("c", customer("b"))).toBe(false);
    expect(customers.of("c")).toMatchObject({ choosing: true, linking: null, refused: "The gateway's words.", pop: { linked: null } });
    customers.choose("c", false);
    expect(customers.of("c").refused).toBeNull();
  });

  it("is not undone by an answer that was under way", async () => {
    const { customers, count, answer } = await loaded(none, { link: () => Promise.resolve(customer("b")) });
    void customers.need("c", "email");
    await customers.link("c", customer("b"));
    await answer(1, none);
    expect(customers.of("c").pop?.linked?.id).toBe("b");
    expect(count()).toBe(3);
  });
});

describe("what is typed", () => {
  it("begins with what is known, and becomes the conversation's record", async () => {
    const add = vi.fn(() => Promise.resolve(customer("a", { name: "Anna R." })));
    const { customers } = await loaded(none, { add });
    customers.write("c", null);
    const form = customers.of("c").form;
    expect(form).toMatchObject({ name: "Anna", account: "7", notes: "" });
    if (form === null) return;
    form.name = " Anna R. ";
    form.account = " ";
    form.add("phone");
    expect((await customers.save("c"))?.id).toBe("a");
    expect(add).toHaveBeenCalledWith({ conversation: "c", draft: { name: "Anna R.", account_number: null, addresses: [{ kind: "email", value: "a@example.com" }], notes: "", fields: {}, tags: [] } });
    expect(customers.of("c")).toMatchObject({ form: null, pop: { linked: { id: "a" } } });
  });

  it("needs a name", async () => {
    const { customers } = await loaded(none);
    customers.write("c", null);
    const form = customers.of("c").form;
    if (form === null) return;
    form.name = " ";
    expect(await customers.save("c")).toBeNull();
    expect(form.problems).toEqual({ name: expect.any(String) });
    form.mend("name");
    expect(form.problems).toEqual({});
  });

  it("is there still when it is refused, with the words at the fields that were sent", async () => {
    const wrong = [["addresses.1", "Not a number."], ["account_number", "Taken."], ["mood", "No mood."]] as const;
    const errors = wrong.map(([place, problem]) => ({ place, problem, remedy: "" }));
    const { customers } = await loaded(none, { add: () => Promise.reject(no("unacceptable", { errors })) });
    customers.write("c", null);
    const form = customers.of("c").form;
    if (form === null) return;
    const empty = form.add("email");
    const phone = form.add("phone");
    form.write(phone, "12");
    expect(await customers.save("c")).toBeNull();
    expect(form.problems).toEqual({ account_number: "Taken.", [`address-${phone}`]: "Not a number." });
    expect([form.refused, form.busy, form.rows.length]).toEqual(["No mood.", false, 3]);
    form.remove(phone);
    form.remove(empty);
    expect(form.problems).toEqual({ account_number: "Taken." });
  });

  it("is there still when the gateway cannot be reached, or tells of something else", async () => {
    const { customers, answer } = await loaded(none, { add: () => Promise.reject(new Error("down")) });
    customers.write("c", null);
    const form = customers.of("c").form;
    if (form === null) return;
    form.name = "Anna R.";
    void customers.need("c", "email");
    await answer(1, popOf(customer("a")));
    await customers.save("c");
    expect(customers.of("c").form).toBe(form);
    expect([form.name, form.refused]).toEqual(["Anna R.", expect.any(String)]);
  });

  it("stands until the agent takes what somebody else has made of the record", async () => {
    const { customers, answer } = await loaded(popOf(customer("a")), { change: () => Promise.reject(no("conflict", { status: 409 })) });
    customers.write("c", customer("a"));
    const form = customers.of("c").form;
    if (form === null) return;
    form.notes = "mine";
    await customers.save("c");
    expect([form.conflict, form.notes]).toEqual([true, "mine"]);
    const failing = customers.takeTheirs("c");
    await answer(1, new Error("down"));
    expect([await failing, form.conflict, form.notes, form.refused]).toEqual([false, true, "mine", expect.any(String)]);
    const taking = customers.takeTheirs("c");
    await answer(2, popOf(customer("a", { version: 2, notes: "theirs" })));
    expect([await taking, form.conflict, form.notes, form.refused, form.of?.version]).toEqual([true, false, "theirs", null, 2]);
  });

  it("changes the record where it stands", async () => {
    const change = vi.fn(() => Promise.resolve(customer("a", { version: 2, notes: "new" })));
    const { customers } = await loaded(popOf(customer("a")), { change });
    customers.write("c", customer("a"));
    expect(await customers.save("c")).not.toBeNull();
    expect(change).toHaveBeenCalledWith("a", { version: 1, draft: { name: "Customer a", account_number: null, addresses: [], notes: "", fields: {}, tags: [] } });
    expect(customers.of("c").pop).toMatchObject({ linked: null, matches: [{ customer: { notes: "new" } }] });
  });
});

describe("the contact's words", () => {
  it("go into the record of whom it is for sure, and the field has the focus", async () => {
    const { customers } = await loaded({ ...none, linked: customer("a", { notes: "Old." }) });
    customers.put("c", "notes", " Needs it on Monday ");
    customers.put("c", "email", "new@example.com");
    customers.put("c", "email", "new@example.com");
    customers.put("c", { field: "plan" }, "Gold");
    const { form } = customers.of("c");
    expect(form).toMatchObject({ of: { id: "a" }, notes: "Old.\nNeeds it on Monday", fields: { plan: "Gold" }, wanted: "custom-plan" });
    expect(form?.rows.map(({ value }) => value)).toEqual(["new@example.com"]);
  });

  it("never go into the record of somebody who only may be them", async () => {
    const { customers } = await loaded(popOf(customer("a")));
    customers.put("c", "account_number", "AT-1");
    expect(customers.of("c").form).toMatchObject({ of: null, account: "AT-1" });
  });

  it("begin a case, which keeps the conversation it came up in", async () => {
    const add = vi.fn(() => Promise.resolve(aCase("cas_1")));
    const { customers } = await loaded({ ...none, linked: customer("a") }, {}, casesRest({ add }));
    customers.writeCase("c");
    expect(await customers.saveCase("c", "a")).toBeNull();
    expect(customers.of("c").caseForm?.problems).toEqual({ subject: expect.any(String) });
    customers.writeCase("c", " It is broken ");
    expect((await customers.saveCase("c", "a"))?.id).toBe("cas_1");
    expect(add).toHaveBeenCalledWith(expect.objectContaining({ customer: "a", conversation: "c", draft: expect.objectContaining({ subject: "It is broken", status: "open", visibility: "private" }) }));
    expect(customers.of("c").caseForm).toBeNull();
  });
});

describe("a connected system", () => {
  const source = { connector: "crm", title: "CRM", state: "no_answer" as const, people: [], ms: 9 };

  it("that did not answer is asked once more, and nothing else changes", async () => {
    const other = { ...source, connector: "erp", state: "found" as const };
    const said = [{ items: [source, other] }, { items: [{ ...source, state: "nobody" as const }] }];
    const sources = vi.fn(() => Promise.resolve(said.shift() ?? { items: [] }));
    const { customers } = await loaded({ ...none, linked: customer("a") }, { sources });
    expect(customers.of("c").sources).toEqual([source, other]);
    void customers.retry("c", "crm");
    void customers.retry("c", "crm");
    expect(customers.of("c").retrying).toEqual(["crm"]);
    await settled();
    expect(sources.mock.calls).toEqual([["c"], ["c", "crm"]]);
    expect(customers.of("c")).toMatchObject({ retrying: [], pop: { linked: { id: "a" } }, sources: [{ state: "nobody" }, { connector: "erp", state: "found" }] });
  });

  it("that is slow keeps nobody from the record", async () => {
    const { customers } = await loaded({ ...none, linked: customer("a") }, { sources: () => new Promise(() => {}) });
    expect(customers.of("c")).toMatchObject({ loading: false, pop: { linked: { id: "a" } }, sources: [] });
  });

  it("fills the form with whom it knows, beside what the conversation tells", async () => {
    const { customers } = await loaded(none);
    customers.takeOver("c", { id: "9", name: "Anna Rossi", emails: ["a@example.com", "b@example.com"], phones: ["+1"], account_number: null, url: null });
    const { form } = customers.of("c");
    expect(form).toMatchObject({ of: null, name: "Anna Rossi", account: "7" });
    expect(form?.rows.map(({ value }) => value)).toEqual(["a@example.com", "b@example.com", "+1"]);
  });
});
