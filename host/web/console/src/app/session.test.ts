import { expect, it } from "vitest";

import { agent, AT, casesRest, customersRest, designsRest, leftRest, operatorRest, sectionsRest, systemsRest } from "../domain/fixtures.ts";
import { ProblemError, type Rest } from "../api/rest.ts";
import { linkToken, Session } from "./session.svelte.ts";

const problem = (status: number): ProblemError =>
  new ProblemError({ type: "urn:x", code: "x", status, title: "t", detail: "the gateway's words" });

const signedIn = { agent: agent(), expires_at: AT };

function rest(more: Partial<Rest>): Rest {
  const never = (): Promise<never> => Promise.reject(new Error("not expected"));
  return { session: never, signIn: never, signOut: never, closed: never, conversation: never, messages: never, explanation: never, translate: never, channels: never, installation: never, satisfaction: never, ofPerson: never, fileUrl: () => "", upload: never, fileThere: never, waiting: never, simulate: never, customers: customersRest(), cases: casesRest(), systems: systemsRest(), designs: designsRest(), left: leftRest(), operator: operatorRest(), sections: sectionsRest(), ...more };
}

it("only a well-formed link token counts", () => {
  expect(linkToken("#link=abc.DEF-1_2")).toBe("abc.DEF-1_2");
  expect(linkToken("#link=")).toBeNull();
  expect(linkToken("#link=<script>")).toBeNull();
  expect(linkToken("#other=abc")).toBeNull();
});

it("a link signs in without asking for an old session", async () => {
  const used: unknown[] = [];
  const session = new Session(
    rest({
      signIn: async (how) => {
        used.push(how);
        return signedIn;
      },
    }),
  );
  await session.open("tok");
  expect(used).toEqual([{ kind: "link", token: "tok" }]);
  expect(session.status.kind).toBe("signed_in");
});

it("a used link says so and leaves the password form", async () => {
  const session = new Session(rest({ signIn: () => Promise.reject(problem(401)) }));
  await session.open("tok");
  expect(session.status).toMatchObject({ kind: "signed_out", error: expect.stringContaining("link") });
});

it("an unreachable gateway is not a wrong password", async () => {
  const session = new Session(rest({ signIn: () => Promise.reject(problem(0)) }));
  await session.signIn({ kind: "password", agent: "ana", password: "x" });
  expect(session.status).toMatchObject({ error: expect.stringContaining("cannot be reached") });
});

it("a session that ends elsewhere shows the sign-in page with a reason", async () => {
  const session = new Session(rest({ session: async () => signedIn }));
  await session.open(null);
  session.ended();
  expect(session.status).toMatchObject({ kind: "signed_out", note: expect.stringContaining("ended") });
});

it("signing out of a session that is over already is signing out", async () => {
  const session = new Session(rest({ session: async () => signedIn, signOut: () => Promise.reject(problem(401)) }));
  await session.open(null);
  await session.signOut();
  expect(session.status.kind).toBe("signed_out");
});
