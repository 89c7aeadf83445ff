// Customer systems, played for libraries of Salesforce, HubSpot and Zendesk, which take them for real; then the gateway's own
// connectors find in them what the libraries have put there, with tokens that the gateway gets itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "@hubspot/api-client";
import jsforce from "jsforce";
import zendeskClient from "node-zendesk";
import { Gateway, SECRET } from "../lib/gateway.js";
import { HubSpot } from "../lib/hubspot.js";
import { Salesforce } from "../lib/salesforce.js";
import { Zendesk } from "../lib/zendesk.js";

/** Names and addresses that a query must not take for a part of itself. */
const HOSTILE = ["o'neil@example.com", "' OR Name != '", 'a"b\\c@example.com', "100%_@example.com", "zoë👀@example.com"];
const AGENT = "desk@acme.example";
const APP = { id: "consumer-key", secret: SECRET };

let salesforce;
let hubspot;
let zendesk;
let gateway;
before(async () => {
  [salesforce, hubspot, zendesk] = await Promise.all([Salesforce.open(APP), HubSpot.open(SECRET), Zendesk.open(AGENT, SECRET)]);
  gateway = await Gateway.start({}, {}, sections());
});
after(async () => {
  await gateway?.end();
  await Promise.all([salesforce?.close(), hubspot?.close(), zendesk?.close()]);
});

function sections() {
  const held = 'env = "FRONTDESK_DEMO_SECRET", uses = ["send"]';
  const renew = `grant = "client_credentials", url = "${salesforce.origin}/services/oauth2/token", client_id = "${APP.id}"`;
  return `
[connector.salesforce]
wasm = "salesforce.wasm"
settings = { base_url = "${salesforce.origin}" }
grants = { hosts = ["${salesforce.origin}"], private_networks = true }
secrets = { access_token = { ${held}, hosts = ["${salesforce.origin}"], renew = { ${renew} } } }

[connector.hubspot]
wasm = "hubspot.wasm"
settings = { base_url = "${hubspot.origin}" }
grants = { hosts = ["${hubspot.origin}"], private_networks = true }
secrets = { access_token = { ${held}, hosts = ["${hubspot.origin}"] } }

[connector.zendesk]
wasm = "zendesk.wasm"
settings = { base_url = "${zendesk.origin}", agent = "${AGENT}" }
grants = { hosts = ["${zendesk.origin}"], private_networks = true }
secrets = { token = { ${held}, hosts = ["${zendesk.origin}"] } }
`;
}

async function signedIn() {
  const oauth2 = { loginUrl: salesforce.origin, clientId: APP.id, clientSecret: APP.secret };
  const connection = new jsforce.Connection({ version: "62.0", instanceUrl: salesforce.origin, oauth2 });
  await connection.authorize({ grant_type: "client_credentials" });
  return connection;
}

test("what Salesforce's library creates and finds, the connector finds too, whatever it is called", async () => {
  const connection = await signedIn();
  for (const Email of HOSTILE) {
    const { id, success } = await connection.sobject("Contact").create({ FirstName: "Ann", LastName: "Archer", Email });
    assert.ok(success);
    // The library leaves a backslash as it is, and Salesforce refuses that.
    if (!Email.includes("\\")) {
      const [found] = await connection.sobject("Contact").find({ Email }, "Id, Name").execute();
      assert.deepEqual([found.Id, found.Name], [id, "Ann Archer"]);
    }
    const { people } = await gateway.call("salesforce", "find", { email: Email });
    assert.deepEqual(people.map((person) => [person.id, person.name, person.emails]), [[id, "Ann Archer", [Email]]]);
  }
  assert.deepEqual(connection.limitInfo.apiUsage, { used: 18, limit: 5000 });
});

test("two contacts with one address are two, and none are none", async () => {
  const connection = await signedIn();
  for (const LastName of ["Twin", "Other"]) await connection.sobject("Contact").create({ LastName, Email: "twins@example.com" });
  const found = async (email) => (await gateway.call("salesforce", "find", { email })).people.map(({ name }) => name);
  assert.deepEqual((await found("twins@example.com")).sort(), ["Other", "Twin"]);
  assert.deepEqual(await found("nobody@example.com"), []);
});

test("the gateway gets its token with the app's secret, once", async () => {
  const { asked } = salesforce.server;
  const before = asked.filter((it) => it === "POST /services/oauth2/token").length;
  for (let n = 0; n < 3; n += 1) await gateway.call("salesforce", "find", { email: "nobody@example.com" });
  assert.equal(asked.filter((it) => it === "POST /services/oauth2/token").length, before);
  assert.doesNotMatch(gateway.log, new RegExp(`${SECRET}|00D!`));
});

test("what HubSpot's library creates and finds, the connector finds too, whatever it is called", async () => {
  const { contacts } = new Client({ accessToken: SECRET, basePath: hubspot.origin }).crm;
  for (const email of HOSTILE) {
    const { id } = await contacts.basicApi.create({ properties: { email, firstname: "Ann" }, associations: [] });
    const filters = [{ propertyName: "email", operator: "EQ", value: email }];
    const wanted = { filterGroups: [{ filters }], properties: ["email"], sorts: [], limit: 2, after: "0" };
    const found = await contacts.searchApi.doSearch(wanted);
    assert.deepEqual(found.results.map((contact) => contact.id), [id]);
    const { people } = await gateway.call("hubspot", "find", { email });
    assert.deepEqual(people.map((person) => [person.id, person.name, person.emails]), [[id, "Ann", [email]]]);
    const again = contacts.basicApi.create({ properties: { email }, associations: [] });
    await assert.rejects(again, (error) => error.code === 409 && error.body.message.endsWith(`Existing ID: ${id}`));
  }
});

test("what a library for Zendesk creates and finds, the connector finds too, whatever it is called", async () => {
  const client = zendeskClient.createClient({ username: AGENT, token: SECRET, endpointUri: `${zendesk.origin}/api/v2` });
  for (const email of HOSTILE) {
    const { result: user } = await client.users.create({ user: { name: "Ann", email } });
    assert.equal((await client.users.show(user.id)).result.email, email);
    // Zendesk has no way to write a quote or a backslash in a search: nobody is found by one, and nobody else either.
    const isWritable = !/["\\]/.test(email);
    const wanted = isWritable ? [String(user.id)] : [];
    if (isWritable) assert.deepEqual((await client.users.search({ query: `email:"${email}"` })).map(({ id }) => String(id)), wanted);
    const { people } = await gateway.call("zendesk", "find", { email });
    assert.deepEqual(people.map(({ id }) => id), wanted);
    await assert.rejects(client.users.create({ user: { name: "Ann", email } }), (error) => error.statusCode === 422 || /422|Validation|Invalid/i.test(String(error)));
  }
});

test("the library reads the ticket that was made", async () => {
  const client = zendeskClient.createClient({ username: AGENT, token: SECRET, endpointUri: `${zendesk.origin}/api/v2` });
  const { result } = await client.tickets.create({ ticket: { subject: "A lid", comment: { body: "It is cracked." } } });
  const { result: ticket } = await client.tickets.show(result.id);
  assert.deepEqual([ticket.subject, ticket.status], ["A lid", "open"]);
});
