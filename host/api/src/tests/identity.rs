//! A site vouches for its visitor: verified, for that one only, and never more than it said.

use frontdesk_core::Span;
use serde_json::{Value, json};

use crate::testing::{Gateway, client::Socket, site::customer};

fn is(kind: &'static str) -> impl Fn(&Value) -> bool {
    move |frame| frame["t"] == kind
}

async fn bea(gateway: &Gateway) -> Socket {
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, _) = gateway.console(&cookie).await;
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    bea.command("1", available).await;
    bea
}

/// Whom the next offer is about.
async fn offered(bea: &mut Socket) -> Value {
    let offer = bea.event("offer_presented").await;
    offer["event"]["offer"]["conversation"]["contact"].clone()
}

fn known_as(number: &str) -> Value {
    json!([
        {"kind": "customer", "value": number},
        {"kind": "email", "value": format!("{number}@example.com")},
    ])
}

async fn starts(visitor: &mut Socket, fields: Value) {
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "Vi", "fields": fields}))
        .await;
    visitor.until(is("ack")).await;
}

#[tokio::test]
async fn agents_see_what_a_site_vouches_for_and_nobody_can_claim_it() {
    let gateway = Gateway::start().await;
    let mut bea = bea(&gateway).await;
    let token = customer("1042", gateway.api.now());
    let (mut visitor, ..) = gateway.visitor(json!({"identity": token})).await;
    starts(&mut visitor, json!({})).await;
    let contact = offered(&mut bea).await;
    assert_eq!(contact["identities"], known_as("1042"));
    assert_eq!(contact["name"], "Customer 1042");
    assert!(contact["person"].is_string());

    let (mut liar, ..) = gateway.visitor(json!({})).await;
    starts(&mut liar, json!({"customer": "1042", "verified": "yes"})).await;
    let contact = offered(&mut bea).await;
    assert_eq!(contact["identities"], Value::Null);
    assert_eq!(contact["person"], Value::Null);
}

#[tokio::test]
async fn whoever_signs_in_during_a_conversation_is_known_in_it_at_once() {
    let gateway = Gateway::start().await;
    let mut bea = bea(&gateway).await;
    let (mut visitor, token, _) = gateway.visitor(json!({})).await;
    starts(&mut visitor, json!({})).await;
    let offer = bea.event("offer_presented").await;
    let accept = json!({"kind": "accept_offer", "offer": offer["event"]["offer"]["id"]});
    bea.say(&json!({"kind": "command", "id": "2", "command": accept}))
        .await;
    bea.event("conversation_added").await;

    let identity = customer("1042", gateway.api.now());
    let hello = json!({"token": token, "identity": identity});
    let (_visitor, ..) = gateway.visitor(hello).await;
    let contact = loop {
        let changed = bea.event("conversation_changed").await;
        let contact = changed["event"]["conversation"]["contact"].clone();
        if contact["identities"] != Value::Null {
            break contact;
        }
    };
    assert_eq!(contact["identities"], known_as("1042"));
    assert_eq!(contact["name"], "Customer 1042");
}

#[tokio::test]
async fn nobody_else_gets_at_a_customers_conversation_in_the_same_browser() {
    let gateway = Gateway::start().await;
    let identity = |number| customer(number, gateway.api.now());
    let hello = json!({"identity": identity("1042")});
    let (mut visitor, token, _) = gateway.visitor(hello).await;
    starts(&mut visitor, json!({})).await;

    let mut other = gateway.visitor_socket().await;
    let hello = |token: &str, identity: &str| json!({"t": "hello", "v": 1, "token": token, "identity": identity});
    other.say(&hello(&token, &identity("1043"))).await;
    assert_eq!(other.next().await, Err(4001));

    let expired = identity("1042");
    let expired_other = identity("1043");
    gateway.clock.advance(Span::seconds(3_600));
    let mut other = gateway.visitor_socket().await;
    other.say(&hello(&token, &expired_other)).await;
    assert_eq!(other.next().await, Err(4001));

    // Their own, too old to vouch for anything, still is theirs.
    let mut same = gateway.visitor_socket().await;
    same.say(&hello(&token, &expired)).await;
    let refused = same.until(is("refused")).await;
    assert_eq!(refused["code"], "identity_refused");
    assert_eq!(refused["message"], "the identity has expired");
    let welcome = same.until(is("welcome")).await;
    same.until(|frame| frame["state"] == "queued").await;

    // What they are given then is theirs as before.
    let mut other = gateway.visitor_socket().await;
    let token = welcome["token"].as_str().unwrap();
    other.say(&hello(token, &identity("1043"))).await;
    assert_eq!(other.next().await, Err(4001));
}

#[tokio::test]
async fn an_older_tab_lets_nobody_else_into_a_customers_conversation() {
    let gateway = Gateway::start().await;
    let (mut visitor, older, _) = gateway.visitor(json!({})).await;
    starts(&mut visitor, json!({})).await;
    let identity = |number| customer(number, gateway.api.now());
    let hello = json!({"token": older, "identity": identity("1042")});
    let (_visitor, ..) = gateway.visitor(hello).await;
    // Its token is nobody's yet, but the conversation behind it is known to be a customer's.
    let mut other = gateway.visitor_socket().await;
    other
        .say(&json!({"t": "hello", "v": 1, "token": older, "identity": identity("1043")}))
        .await;
    assert_eq!(other.next().await, Err(4001));
}

#[tokio::test]
async fn the_page_is_told_why_an_identity_counts_for_nothing_and_the_chat_goes_on() {
    let gateway = Gateway::start().await;
    let without = Gateway::with(|config| {
        for channel in config.channels.values_mut() {
            channel.identity = None;
        }
    });
    let without = without.await;
    let good = customer("1042", gateway.api.now());
    let (head, _) = good.rsplit_once('.').unwrap();
    for (gateway, identity, why) in [
        (&gateway, "rubbish".to_owned(), "no JSON Web Token"),
        (&gateway, format!("{head}.AAAA"), "not signed with this"),
        (&without, good.clone(), "takes no identities"),
    ] {
        let mut socket = gateway.visitor_socket().await;
        socket
            .say(&json!({"t": "hello", "v": 1, "identity": identity}))
            .await;
        let refused = socket.until(is("refused")).await;
        assert_eq!(refused["code"], "identity_refused");
        let message = refused["message"].as_str().unwrap();
        assert!(message.contains(why), "{message}");
        socket.until(is("welcome")).await;
    }
}
