//! Coming back: visitors from a cursor, consoles from a cursor, both after a restart.

use frontdesk_core::Span;
use serde_json::{Value, json};

use crate::testing::{Gateway, client::Socket};

fn seqs(frames: &[Value]) -> Vec<u64> {
    let messages = frames.iter().filter(|frame| frame["t"] == "message");
    messages.filter_map(|frame| frame["seq"].as_u64()).collect()
}

async fn write(visitor: &mut Socket, id: &str) {
    visitor
        .say(&json!({"t": "message", "id": id, "text": id}))
        .await;
    visitor
        .until(|frame| frame["t"] == "ack" && frame["id"] == id)
        .await;
}

#[tokio::test]
async fn a_visitor_gets_exactly_what_was_missed() {
    let gateway = Gateway::start().await;
    let (mut first, token, _) = gateway.visitor(json!({})).await;
    first
        .say(&json!({"t": "start", "id": "s", "name": "Vi"}))
        .await;
    let ack = first.until(|frame| frame["t"] == "ack").await;
    let conversation = ack["conversation"].clone();
    for number in 1..=250 {
        write(&mut first, &format!("m{number}")).await;
    }
    for (after, expected) in [(0, 1..=250), (120, 121..=250), (249, 250..=250)] {
        let hello = json!({"token": token, "conversation": conversation, "after": after});
        let (_socket, _, frames) = gateway.visitor(hello).await;
        assert_eq!(
            seqs(&frames),
            expected.collect::<Vec<u64>>(),
            "after {after}"
        );
        assert_eq!(frames.last().unwrap()["state"], "queued");
    }
    let hello = json!({"token": token, "conversation": conversation, "after": 250});
    let (_socket, _, frames) = gateway.visitor(hello).await;
    assert_eq!(seqs(&frames), [0_u64; 0]);
}

#[tokio::test]
async fn nothing_is_doubled_or_missing_between_replay_and_live() {
    let gateway = Gateway::start().await;
    let (mut writer, token, _) = gateway.visitor(json!({})).await;
    writer
        .say(&json!({"t": "start", "id": "s", "name": "Vi"}))
        .await;
    let conversation = writer.until(|f| f["t"] == "ack").await["conversation"].clone();
    for number in 1..=40 {
        write(&mut writer, &format!("a{number}")).await;
    }
    let writing = tokio::spawn(async move {
        for number in 1..=40 {
            write(&mut writer, &format!("b{number}")).await;
        }
    });
    let mut readers = Vec::new();
    for after in 0..6 {
        let hello = json!({"token": token, "conversation": conversation, "after": after});
        readers.push((after, gateway.visitor(hello).await));
    }
    writing.await.unwrap();
    for (after, (mut socket, _, mut frames)) in readers {
        while seqs(&frames).last() != Some(&80) {
            frames.push(socket.hear().await);
        }
        assert_eq!(seqs(&frames), (after + 1..=80).collect::<Vec<u64>>());
    }
}

#[tokio::test]
async fn a_message_sent_again_is_acknowledged_again_even_after_the_end() {
    let gateway = Gateway::start().await;
    let (mut visitor, token, _) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "Vi"}))
        .await;
    let conversation = visitor.until(|f| f["t"] == "ack").await["conversation"].clone();
    write(&mut visitor, "m1").await;
    write(&mut visitor, "m1").await;
    visitor.say(&json!({"t": "end", "id": "e"})).await;
    visitor.until(|f| f["t"] == "ack" && f["id"] == "e").await;
    write(&mut visitor, "m1").await;
    visitor.say(&json!({"t": "end", "id": "e2"})).await;
    assert_eq!(
        visitor.until(|f| f["t"] == "refused").await["code"],
        "no_conversation"
    );
    let hello = json!({"token": token, "conversation": conversation, "after": 0});
    let (_socket, _, frames) = gateway.visitor(hello).await;
    assert_eq!(seqs(&frames), [1, 2], "the message and the end");
    assert_eq!(frames.last().unwrap()["state"], "ended");
}

#[tokio::test]
async fn a_console_resumes_with_exactly_the_missed_events() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, snapshot) = gateway.console(&cookie).await;
    let epoch = snapshot["cursor"]["epoch"].clone();
    let away = |n: u8| {
        json!({"kind": "set_presence", "presence":
        if n.is_multiple_of(2) { json!({"kind": "available"}) } else { json!({"kind": "offline"}) }})
    };
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    bea.command("a", available).await;
    let cursor = bea
        .until(|f| f["event"]["me"]["presence"]["kind"] == "available")
        .await;
    let seq = cursor["seq"].as_u64().unwrap();
    let (mut other, _) = gateway.console(&cookie).await;
    for n in 1..=4 {
        other.command(&format!("p{n}"), away(n)).await;
    }
    let mut live = Vec::new();
    while live
        .iter()
        .filter(|f: &&Value| f["event"]["kind"] == "me_changed")
        .count()
        < 4
    {
        let later = |f: &Value| f["seq"].as_u64().is_some_and(|place| place > seq);
        live.push(bea.until(|f| f["kind"] == "event" && later(f)).await);
    }
    let resume = json!({"epoch": epoch, "seq": seq});
    let (mut again, greeting) = gateway.console_from(&cookie, resume).await;
    assert_eq!(greeting["kind"], "resumed");
    for expected in &live {
        assert_eq!(&again.hear().await, expected);
    }
    for resume in [
        json!({"epoch": "other", "seq": seq}),
        json!({"epoch": epoch, "seq": 999_999}),
    ] {
        let (_socket, greeting) = gateway.console_from(&cookie, resume).await;
        assert_eq!(greeting["kind"], "snapshot");
    }
}

#[tokio::test]
async fn a_restart_closes_sockets_kindly_and_everything_goes_on() {
    let gateway = Gateway::start().await;
    let cookie = gateway.sign_in("bea").await;
    let (mut bea, before) = gateway.console(&cookie).await;
    let available = json!({"kind": "set_presence", "presence": {"kind": "available"}});
    bea.command("1", available).await;
    let (mut visitor, token, _) = gateway.visitor(json!({})).await;
    visitor
        .say(&json!({"t": "start", "id": "s", "name": "Vi", "text": "help"}))
        .await;
    let offer = bea.event("offer_presented").await["event"]["offer"].clone();
    bea.command("2", json!({"kind": "accept_offer", "offer": offer["id"]}))
        .await;
    let conversation = offer["conversation"]["id"].clone();
    let text = |n: u8| json!({"kind": "send_message", "conversation": conversation, "text": n.to_string()});
    bea.command("3", text(3)).await;

    let store = gateway.stop().await;
    assert_eq!((visitor.closed().await, bea.closed().await), (1001, 1001));
    let gateway = Gateway::on(store, |_| {}).await;
    gateway.clock.advance(Span::seconds(10));

    let (mut bea, snapshot) = gateway
        .console_from(&cookie, before["cursor"].clone())
        .await;
    assert_eq!(snapshot["kind"], "snapshot", "another run is another epoch");
    let held = &snapshot["snapshot"]["conversations"][0];
    assert_eq!(held["messages"].as_array().unwrap().len(), 3);
    let hello = json!({"token": token, "conversation": conversation, "after": 2});
    let (mut visitor, _, frames) = gateway.visitor(hello).await;
    assert_eq!(seqs(&frames), [3]);
    assert_eq!(frames.last().unwrap()["agent"], "Bea");
    bea.until(|f| f["event"]["conversation"]["contact_connected"] == true)
        .await;
    assert_eq!(
        bea.command("3", text(3)).await["seq"],
        3,
        "done before the restart"
    );
    bea.command("4", text(4)).await;
    assert_eq!(visitor.until(|f| f["t"] == "message").await["seq"], 4);
}
