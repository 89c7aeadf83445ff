//! A visitor's side: start, talk, tabs, ends.

use frontdesk_core::Span;
use serde_json::{Value, json};

use crate::testing::{Gateway, client::Socket};

fn is(kind: &'static str) -> impl Fn(&Value) -> bool {
    move |frame| frame["t"] == kind
}

/// From the start to an agent who has accepted.
async fn talk(gateway: &Gateway) -> (Socket, Socket, Value) {
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, snapshot) = gateway.console(&cookie).await;
    assert_eq!(snapshot["snapshot"]["me"]["name"], "Bea");
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    assert_eq!(bea.command("1", available).await["kind"], "done");

    let (mut visitor, _, frames) = gateway.visitor(json!({})).await;
    assert_eq!(frames, [json!({"t": "state", "state": "none"})]);
    visitor
        .say(&json!({"t": "start", "id": "s1", "name": "Vi", "text": "help"}))
        .await;
    let state = visitor.until(is("state")).await;
    assert_eq!(
        (&state["state"], &state["position"]),
        (&json!("queued"), &json!(1))
    );
    let message = visitor.until(is("message")).await;
    assert_eq!(
        (&message["seq"], &message["text"]),
        (&json!(1), &json!("help"))
    );
    assert_eq!(visitor.until(is("ack")).await["seq"], Value::Null);

    let offer = bea.event("offer_presented").await;
    let offer = &offer["event"]["offer"];
    assert_eq!(offer["preview"], "help");
    assert_eq!(offer["conversation"]["contact"]["name"], "Vi");
    let conversation = offer["conversation"]["id"].clone();
    bea.say(&json!({"kind": "command", "id": "2",
                    "command": {"kind": "accept_offer", "offer": offer["id"]}}))
        .await;
    let added = bea.event("conversation_added").await;
    let held = &added["event"]["held"];
    let said: Vec<_> = held["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["content"]["kind"])
        .collect();
    assert_eq!(said, ["text", "agent_joined"]);
    let state = visitor.until(|f| f["state"] == "assigned").await;
    assert_eq!(state["agent"], "Bea");
    (bea, visitor, conversation)
}

#[tokio::test]
async fn a_visitor_and_an_agent_talk_until_the_end() {
    let gateway = Gateway::start().await;
    let (mut bea, mut visitor, conversation) = talk(&gateway).await;

    let text = json!({"kind": "send_message", "conversation": conversation, "text": " hi\0 "});
    let done = bea.command("3", text.clone()).await;
    assert_eq!((&done["kind"], &done["seq"]), (&json!("done"), &json!(3)));
    assert_eq!(
        bea.command("3", text).await["seq"],
        3,
        "the same id is the same message"
    );
    let message = visitor
        .until(|f| f["t"] == "message" && f["seq"] == 3)
        .await;
    assert_eq!(message["text"], "hi");

    visitor.say(&json!({"t": "typing", "on": true})).await;
    assert_eq!(bea.event("contact_typing").await["event"]["on"], true);
    visitor.say(&json!({"t": "read", "seq": 3})).await;
    bea.until(|f| f["event"]["conversation"]["contact_read"] == 3)
        .await;
    bea.say(&json!({"kind": "command", "id": "4",
                    "command": {"kind": "read", "conversation": conversation, "seq": 3}}))
        .await;
    assert_eq!(visitor.until(is("read")).await["seq"], 3);

    let end = json!({"kind": "end_conversation", "conversation": conversation});
    assert_eq!(bea.command("5", end).await["kind"], "done");
    let state = visitor.until(|f| f["state"] == "ended").await;
    assert_eq!(state["by"], "agent");
    visitor
        .say(&json!({"t": "message", "id": "m9", "text": "wait"}))
        .await;
    assert_eq!(visitor.until(is("refused")).await["code"], "wrong_state");
    bea.say(
        &json!({"kind": "command", "id": "6", "command": {"kind": "finish_wrap_up",
                    "conversation": conversation, "disposition": "solved", "note": "fine"}}),
    )
    .await;
    assert_eq!(
        bea.event("conversation_removed").await["event"]["reason"],
        "closed"
    );
    visitor
        .say(&json!({"t": "message", "id": "m10", "text": "hello?"}))
        .await;
    assert_eq!(
        visitor.until(is("refused")).await["code"],
        "no_conversation"
    );
}

/// The contact's language as the console shows it with an offer, and their further fields.
async fn offered(bea: &mut Socket) -> (Value, Value) {
    let offer = bea.event("offer_presented").await;
    let contact = offer["event"]["offer"]["conversation"]["contact"].clone();
    (contact["locale"].clone(), contact["fields"].clone())
}

#[tokio::test]
async fn a_language_that_a_page_or_a_form_tells_is_known_when_the_conversation_is_offered() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, _) = gateway.console(&cookie).await;
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    bea.command("1", available).await;

    let (mut by_page, ..) = gateway.visitor(json!({"locale": "en"})).await;
    by_page.say(&json!({"t": "language", "tag": "pt-BR"})).await;
    by_page
        .say(&json!({"t": "start", "id": "s", "name": "Vi"}))
        .await;
    assert_eq!(offered(&mut bea).await, (json!("pt-br"), json!([])));

    let (mut by_form, ..) = gateway.visitor(json!({"locale": "en"})).await;
    by_form.say(&json!({"t": "language", "tag": "pt-BR"})).await;
    let fields = json!({"language": "es"});
    by_form
        .say(&json!({"t": "start", "id": "s", "name": "Jo", "fields": fields}))
        .await;
    assert_eq!(offered(&mut bea).await, (json!("es"), json!([])));
}

#[tokio::test]
async fn a_page_may_tell_the_language_of_a_conversation_that_is_open_and_only_a_language() {
    let gateway = Gateway::start().await;
    let (mut bea, mut visitor, conversation) = talk(&gateway).await;
    visitor.say(&json!({"t": "language", "tag": "es_ES"})).await;
    let refused = visitor.until(is("refused")).await;
    assert_eq!(refused["code"], "bad_language");
    visitor.say(&json!({"t": "language", "tag": "es"})).await;
    visitor
        .say(&json!({"t": "message", "id": "m1", "text": "hola"}))
        .await;
    visitor.until(is("ack")).await;
    bea.event("message_added").await;
    let id = conversation.as_str().unwrap();
    let cookie = gateway.sign_in("bea").await;
    let path = format!("/api/v1/conversations/{id}");
    let told = gateway.get(&path, Some(&cookie)).await.json();
    let steps = told["steps"].as_array().unwrap();
    let known = steps.iter().find(|step| step["what"] == "language_known");
    let known = known.unwrap();
    assert_eq!(
        (&known["reason"], &known["language"]),
        (&json!("page"), &json!("es"))
    );
}

#[tokio::test]
async fn every_tab_hears_everything_and_each_thing_is_rendered_once() {
    let gateway = Gateway::start().await;
    let (mut first, token, _) = gateway.visitor(json!({})).await;
    let (mut second, ..) = gateway.visitor(json!({"token": token})).await;
    first
        .say(&json!({"t": "start", "id": "s", "name": "Vi"}))
        .await;
    first.until(is("ack")).await;
    assert_eq!(second.until(is("state")).await["state"], "queued");
    for number in 1..=3_u32 {
        let id = format!("m{number}");
        first
            .say(&json!({"t": "message", "id": id, "text": "x"}))
            .await;
        let heard = second.until(is("message")).await;
        assert_eq!((&heard["seq"], &heard["id"]), (&json!(number), &json!(id)));
    }
    let (_third, _, frames) = gateway.visitor(json!({"token": token})).await;
    let seqs: Vec<_> = frames.iter().filter_map(|f| f["seq"].as_u64()).collect();
    assert_eq!(seqs, [1, 2, 3]);
}

#[tokio::test]
async fn who_waits_is_told_only_when_the_place_changes() {
    let gateway = Gateway::start().await;
    let (mut first, ..) = gateway.visitor(json!({})).await;
    first
        .say(&json!({"t": "start", "id": "s", "name": "A"}))
        .await;
    first.until(is("ack")).await;
    let (mut second, ..) = gateway.visitor(json!({})).await;
    second
        .say(&json!({"t": "start", "id": "s", "name": "B"}))
        .await;
    assert_eq!(second.until(is("state")).await["position"], 2);
    first.say(&json!({"t": "end", "id": "e"})).await;
    assert_eq!(
        first.until(|f| f["state"] == "ended").await["by"],
        "contact"
    );
    assert_eq!(second.until(is("state")).await["position"], 1);
}

#[tokio::test]
async fn who_waits_is_told_how_long_it_probably_takes_once_that_is_known() {
    let gateway = Gateway::start().await;
    let (mut bea, mut first, conversation) = talk(&gateway).await;
    // A conversation of four minutes: how long they take is known from then on.
    gateway.clock.advance(Span::seconds(240));
    first.say(&json!({"t": "end", "id": "e"})).await;
    first.until(|f| f["state"] == "ended").await;
    let finish = json!({"kind": "finish_wrap_up", "conversation": conversation,
                        "disposition": "solved", "note": ""});
    assert_eq!(bea.command("3", finish).await["kind"], "done");
    // Bea has room for the next.
    let (mut second, token, _) = gateway.visitor(json!({})).await;
    second
        .say(&json!({"t": "start", "id": "s", "name": "B"}))
        .await;
    let told = second.until(is("wait")).await;
    assert_eq!(told["estimate_ms"], 0);
    let (mut again, ..) = gateway.visitor(json!({"token": token})).await;
    assert_eq!(again.until(is("wait")).await, told);
}

#[tokio::test]
async fn a_visitor_who_leaves_loses_the_place_after_the_grace_and_not_before() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("sam").await;
    let (mut sam, _) = gateway.console(&cookie).await;
    let (mut visitor, token, _) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "A"}))
        .await;
    visitor.until(is("ack")).await;
    visitor.cut();
    let (back, _, frames) = gateway.visitor(json!({"token": token})).await;
    assert_eq!(frames.last().unwrap()["state"], "queued");
    back.cut();
    // The report that they are gone starts the grace; it is made in the background.
    gateway.until_told(&token).await;
    gateway.clock.advance(Span::seconds(61));
    // Anything that happens lets the engine see the time.
    let away = json!({"kind": "set_presence", "presence": {"kind": "offline"}});
    sam.command("x", away).await;
    sam.event("floor_conversation_closed").await;
}

impl Gateway {
    /// Waits until the engine knows that a visitor has gone.
    async fn until_told(&self, token: &str) {
        let channel = "shop".parse().unwrap();
        let visitor = self
            .api
            .tokens()
            .verify(token, &channel, self.api.now())
            .unwrap()
            .visitor;
        let thread = (channel, visitor.thread());
        while !self.api.hub().is_told_gone(&thread) {
            tokio::task::yield_now().await;
        }
    }
}
