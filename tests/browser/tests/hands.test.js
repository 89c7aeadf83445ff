import assert from "node:assert/strict";
import { becomes, isAccessible } from "../lib/check.js";
import { signIn, visit } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite({ "agent.ana.capacity": 1, "agent.bea.capacity": 1, "agent.bea.may_pick": true });

async function comes(browsers, gateway, name) {
  const visitor = await visit(await browsers.person({ width: 500, height: 700 }), gateway);
  await visitor.start(name);
  return visitor;
}

test("an agent gives a conversation to a colleague by keyboard, and the colleague is asked first", async ({ browsers, gateway }) => {
  const ana = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await comes(browsers, gateway, "Ada");
  await ana.accept("Ada");
  const bea = await signIn(await browsers.person(), gateway, "bea");
  await ana.page.keyboard.press("Alt+g");
  const dialog = ana.page.getByRole("dialog", { name: "Give Ada to a colleague" });
  await dialog.getByRole("radio", { name: /Bea/ }).waitFor();
  await isAccessible(ana.page, "giving");
  // The first who can be asked has the focus.
  await ana.page.keyboard.press("Space");
  await ana.page.keyboard.press("Enter");
  await bea.accept("Ada");
  await dialog.waitFor({ state: "detached" });
  assert.equal(await ana.row("Ada").count(), 0);
  assert.equal(await ana.page.getByText("was put back in the queue").count(), 0, "it was no accident");
  await bea.say("Ada", "Bea here");
  await visitor.sees("Bea here");
});

test("a colleague who is not there is not given a conversation, and it is said why", async ({ browsers, gateway }) => {
  const ana = await signIn(await browsers.person(), gateway, "ana");
  await comes(browsers, gateway, "Ada");
  await ana.accept("Ada");
  await ana.page.getByRole("button", { name: "More about this conversation" }).click();
  await ana.page.getByRole("menuitem", { name: /^Give to a colleague/ }).click();
  const dialog = ana.page.getByRole("dialog", { name: "Give Ada to a colleague" });
  await dialog.getByRole("radio", { name: /Bea/ }).check();
  await dialog.getByText("Not available").first().waitFor();
  await ana.page.keyboard.press("Enter");
  await becomes("the reason", () => dialog.getByRole("status").innerText(), "Not available");
  await ana.page.keyboard.press("Escape");
  await ana.say("Ada", "still me");
  await ana.sees("Ada", "still me");
});

test("who may pick takes who waits by hand, and is told when there is no place", async ({ browsers, gateway }) => {
  const ana = await signIn(await browsers.person(), gateway, "ana");
  await comes(browsers, gateway, "Ada");
  await ana.accept("Ada");
  const bob = await comes(browsers, gateway, "Bob");
  await bob.isQueued(1);
  const bea = await signIn(await browsers.person(), gateway, "bea", { available: false });
  await bea.page.keyboard.press("Alt+q");
  const take = (name) => bea.page.getByRole("button", { name: `Take the conversation of ${name}` });
  await take("Bob").waitFor();
  await isAccessible(bea.page, "who waits");
  await take("Bob").focus();
  await bea.page.keyboard.press("Enter");
  await bea.transcript("Bob").waitFor();
  await bob.talksWith("Bea");

  const cleo = await comes(browsers, gateway, "Cleo");
  await cleo.isQueued(1);
  await bea.page.keyboard.press("Alt+q");
  await take("Cleo").waitFor();
  assert.equal(await take("Cleo").getAttribute("aria-disabled"), "true");
  await bea.page.getByRole("listitem").filter({ hasText: "Cleo" }).getByText(/free place/).waitFor();

  // The list follows the queue.
  const dan = await comes(browsers, gateway, "Dan");
  await dan.isQueued(2);
  await take("Dan").waitFor();

  await ana.page.keyboard.press("Alt+q");
  await ana.page.getByText("You may not take conversations by hand").first().waitFor();
});

test("a supervisor gives who waits to an agent without room, and may not take from a queue of others", async ({ browsers, gateway }) => {
  const ana = await signIn(await browsers.person(), gateway, "ana");
  await comes(browsers, gateway, "Ada");
  await ana.accept("Ada");
  const bob = await comes(browsers, gateway, "Bob");
  await bob.isQueued(1);
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false });
  await sam.page.getByRole("link", { name: "Floor" }).click();
  const take = sam.page.getByRole("button", { name: "Take the conversation of Bob" });
  await take.waitFor();
  assert.equal(await take.getAttribute("title"), "You do not answer this queue");
  await sam.page.getByRole("button", { name: "Give Bob to an agent" }).click();
  const dialog = sam.page.getByRole("dialog", { name: "Give Bob to an agent" });
  await dialog.getByRole("radio", { name: /Ana/ }).check();
  await dialog.getByText("No free place").waitFor();
  await isAccessible(sam.page, "forcing");
  await dialog.getByRole("button", { name: "Give" }).click();
  await bob.talksWith("Ana");
  await ana.open("Bob");
});

test("the command line explains an offer, and says who came only after it", async ({ browsers, gateway }) => {
  const ana = await signIn(await browsers.person(), gateway, "ana");
  await comes(browsers, gateway, "Ada");
  await ana.offer("Ada").waitFor();
  const bea = await signIn(await browsers.person(), gateway, "bea");
  await bea.isPresent("Available");
  const said = await gateway.tell("explain", "cnv_1");
  assert.match(said, /^cnv_1: offered in queue sales, place 1 in line\n/);
  assert.match(said, /^ana +1 of 1 .* chosen: /m);
  assert.match(said, /^bea .* came only after it was given$/m);
  const json = JSON.parse(await gateway.tell("explain", "cnv_1", "--json"));
  assert.deepEqual(json.candidates.map(({ agent, verdict }) => [agent, verdict]), [["ana", "chosen"], ["bea", "came_later"]]);
});
