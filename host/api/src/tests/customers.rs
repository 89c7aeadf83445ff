//! The Local CRM over HTTP: found, made, changed, linked to a conversation.

use frontdesk_core::Span;
use serde_json::{Value, json};

use crate::testing::{Gateway, client::Socket, site::customer as vouched};

struct Desk {
    gateway: Gateway,
    bea: Socket,
    cookie: String,
}

impl Desk {
    async fn new() -> Self {
        let gateway = Gateway::start().await;
        let cookie = gateway.sign_in("bea").await;
        let (mut bea, _) = gateway.console(&cookie).await;
        let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
        bea.command("1", available).await;
        Self {
            gateway,
            bea,
            cookie,
        }
    }

    /// A conversation that Bea has accepted.
    async fn talk(&mut self, hello: Value, start: Value) -> (Socket, String) {
        let (mut visitor, ..) = self.gateway.visitor(hello).await;
        let mut frame = json!({"t": "start", "id": "s", "name": "Ann"});
        let (all, more) = (frame.as_object_mut().unwrap(), start.as_object().unwrap());
        all.extend(more.clone());
        visitor.say(&frame).await;
        let offer = self.bea.event("offer_presented").await;
        let offer = &offer["event"]["offer"];
        let accept = json!({"kind": "accept_offer", "offer": offer["id"]});
        self.bea
            .say(&json!({"kind": "command", "id": offer["id"], "command": accept}))
            .await;
        self.bea.event("conversation_added").await;
        let id = offer["conversation"]["id"].as_str().unwrap().to_owned();
        (visitor, id)
    }

    async fn pop(&self, conversation: &str) -> Value {
        let path = format!("/api/v1/conversations/{conversation}/customer");
        self.gateway.get(&path, Some(&self.cookie)).await.json()
    }

    async fn create(&self, body: Value) -> (u16, Value) {
        let cookie = Some(&*self.cookie);
        let answer = self
            .gateway
            .post("/api/v1/customers", cookie, &body.to_string())
            .await;
        (answer.status, answer.json())
    }

    async fn put(&self, path: &str, body: &Value) -> (u16, Value) {
        let cookie = Some(&*self.cookie);
        let answer = self
            .gateway
            .request("PUT", path, cookie, &body.to_string())
            .await;
        (answer.status, answer.json())
    }

    async fn found(&self, text: &str) -> Vec<Value> {
        let path = format!("/api/v1/customers?q={text}");
        let found = self.gateway.get(&path, Some(&self.cookie)).await.json();
        let items = found["items"].as_array().unwrap().iter();
        items.map(|customer| customer["name"].clone()).collect()
    }
}

fn draft(name: &str, account: &str, email: &str) -> Value {
    json!({"name": name, "account_number": account, "addresses": [{"kind": "email", "value": email}]})
}

#[tokio::test]
async fn nobody_is_known_until_an_agent_makes_them_and_the_next_chat_finds_them() {
    let mut desk = Desk::new().await;
    let form = json!({"account": "AT-1", "fields": {"email": "Ann@Example.com"}});
    let (mut visitor, first) = desk.talk(json!({}), form.clone()).await;
    let pop = desk.pop(&first).await;
    assert_eq!(
        (&pop["linked"], &pop["matches"]),
        (&Value::Null, &json!([]))
    );
    let begun = pop["draft"].clone();
    let expected = json!({
        "name": "Ann", "account_number": "AT-1", "notes": "",
        "addresses": [{"kind": "email", "value": "ann@example.com"}], "tags": [], "fields": {},
    });
    assert_eq!(begun, expected);

    let (status, made) = desk
        .create(json!({"draft": begun, "conversation": first}))
        .await;
    assert_eq!(status, 201);
    assert_eq!(
        (&made["id"], &made["updated_by"]),
        (&json!("cus_1"), &json!("Bea"))
    );
    assert_eq!(desk.pop(&first).await["linked"], made);

    visitor.say(&json!({"t": "end", "id": "e"})).await;
    let (_visitor, second) = desk.talk(json!({}), form).await;
    let pop = desk.pop(&second).await;
    assert_eq!(pop["linked"], Value::Null);
    let matched = json!([{"customer": made, "verified": false, "by": ["account_number", "email"]}]);
    assert_eq!(pop["matches"], matched);
}

#[tokio::test]
async fn what_a_site_vouches_for_finds_whom_an_agent_once_linked() {
    let mut desk = Desk::new().await;
    let (_, ann) = desk
        .create(json!({"draft": draft("Ann", "", "ann@example.com")}))
        .await;
    let signed_in = |desk: &Desk| json!({"identity": vouched("1042", desk.gateway.api.now())});
    let (mut visitor, first) = desk.talk(signed_in(&desk), json!({})).await;
    assert_eq!(desk.pop(&first).await["matches"], json!([]));
    let path = format!("/api/v1/conversations/{first}/customer");
    let link = json!({"customer": ann["id"]});
    let (status, linked) = desk.put(&path, &link).await;
    let learnt = json!([
        {"kind": "email", "value": "ann@example.com"},
        {"kind": "customer", "value": "1042"},
        {"kind": "email", "value": "1042@example.com"},
    ]);
    assert_eq!((status, &linked["addresses"]), (200, &learnt));
    // What it answers is what may be changed.
    assert_eq!(desk.pop(&first).await["linked"], linked);
    visitor.say(&json!({"t": "end", "id": "e"})).await;

    let (_visitor, second) = desk.talk(signed_in(&desk), json!({})).await;
    let pop = desk.pop(&second).await;
    let only = &pop["matches"][0];
    assert_eq!(
        (&only["verified"], &only["by"]),
        (&json!(true), &json!(["customer", "email"]))
    );
    assert_eq!(only["customer"]["id"], ann["id"]);
    let nobody = json!({"customer": "cus_99"});
    assert_eq!(desk.put(&path, &nobody).await.0, 404);
}

#[tokio::test]
async fn several_are_all_told_and_none_is_guessed() {
    let mut desk = Desk::new().await;
    for name in ["Ann", "Ben", "Cem"] {
        desk.create(json!({"draft": draft(name, "", "home@example.com")}))
            .await;
    }
    let form = json!({"fields": {"email": "home@example.com"}});
    let (_visitor, id) = desk.talk(json!({}), form).await;
    let pop = desk.pop(&id).await;
    let names = pop["matches"].as_array().unwrap().iter();
    let names: Vec<_> = names.map(|one| &one["customer"]["name"]).collect();
    assert_eq!(names, ["Ann", "Ben", "Cem"]);
    assert_eq!(pop["linked"], Value::Null);
}

#[tokio::test]
async fn a_draft_that_cannot_be_kept_is_refused_with_its_fields_and_nothing_is_half_done() {
    let desk = Desk::new().await;
    desk.create(json!({"draft": draft("Ann", "AT-1", "ann@example.com")}))
        .await;
    let (status, problem) = desk
        .create(json!({"draft": draft("  ", "", "rubbish")}))
        .await;
    assert_eq!((status, &problem["code"]), (422, &json!("unacceptable")));
    let places = problem["errors"].as_array().unwrap().iter();
    let places: Vec<_> = places.map(|one| &one["place"]).collect();
    assert_eq!(places, ["name", "addresses.0"]);
    let (status, problem) = desk
        .create(json!({"draft": draft("Ben", "at 1", "ben@example.com")}))
        .await;
    assert_eq!(status, 422);
    let taken = json!([{"place": "account_number", "problem": "The account number is cus_1's already.", "remedy": ""}]);
    assert_eq!(problem["errors"], taken);
    assert_eq!(desk.found("ben").await, [Value::Null; 0]);
    let unreadable = desk
        .create(json!({"draft": {"name": "Ben", "vip": true}}))
        .await;
    assert_eq!(unreadable.0, 400);
}

#[tokio::test]
async fn of_two_who_change_a_customer_the_later_is_told_to_look_again() {
    let desk = Desk::new().await;
    let (_, ann) = desk
        .create(json!({"draft": draft("Ann", "AT-1", "zoe@old.example")}))
        .await;
    let path = format!("/api/v1/customers/{}", ann["id"].as_str().unwrap());
    desk.gateway.clock.advance(Span::seconds(60));
    let body = |name: &str, version: &Value| json!({"version": version, "draft": draft(name, "AT-1", "a@example.com")});
    let (status, changed) = desk.put(&path, &body("Ann Lee", &ann["version"])).await;
    assert_eq!((status, &changed["name"]), (200, &json!("Ann Lee")));
    assert_eq!(changed["created_at"], ann["created_at"]);
    assert_ne!(changed["updated_at"], ann["updated_at"]);
    let (status, problem) = desk.put(&path, &body("Anna", &ann["version"])).await;
    assert_eq!((status, &problem["code"]), (409, &json!("conflict")));
    let now = desk.gateway.get(&path, Some(&desk.cookie)).await.json();
    assert_eq!(now, changed);
    assert_eq!(desk.found("a%40example.com").await, ["Ann Lee"]);
    assert_eq!(desk.found("zoe%40old.example").await, [Value::Null; 0]);
}

#[tokio::test]
async fn whoever_makes_a_customer_while_others_do_is_told_of_no_conflict() {
    let desk = Desk::new().await;
    let ask = |n: usize| {
        let body = json!({"draft": draft(&format!("Ann {n}"), "", "a@example.com")});
        desk.create(body)
    };
    let made = futures_util::future::join_all((0..20).map(ask)).await;
    let mut ids = std::collections::BTreeSet::new();
    for (status, customer) in made {
        assert_eq!(status, 201);
        ids.insert(customer["id"].to_string());
    }
    assert_eq!(ids.len(), 20);
}

#[tokio::test]
async fn customers_are_for_whoever_is_signed_in_and_a_pop_for_whoever_may_read_the_conversation() {
    let mut desk = Desk::new().await;
    let (_visitor, id) = desk.talk(json!({}), json!({})).await;
    let other = desk.gateway.sign_in("ann").await;
    let path = format!("/api/v1/conversations/{id}/customer");
    assert_eq!(desk.gateway.get(&path, Some(&other)).await.status, 404);
    let body = json!({"draft": draft("Ann", "", "a@example.com"), "conversation": id});
    let made = desk
        .gateway
        .post("/api/v1/customers", Some(&other), &body.to_string())
        .await;
    assert_eq!(made.status, 404);
    assert_eq!(
        desk.found("ann").await,
        [Value::Null; 0],
        "nothing is half done"
    );
    let all = desk.gateway.get("/api/v1/customers?q=ann", None).await;
    assert_eq!(all.status, 401);
}
