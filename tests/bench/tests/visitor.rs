//! The visitor's client against a gateway that misbehaves on purpose: a client that hid a loss would
//! make every measurement and every crash test worthless.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: helpers of tests are tests"
)]

use std::{net::SocketAddr, sync::Arc};

use frontdesk_test_bench::{Nobody, Stage, Visitor, VisitorSetup, socket::Target};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{WebSocketStream, accept_async, tungstenite::Message};

/// One connection of the fake gateway.
struct Line(WebSocketStream<TcpStream>);

impl Line {
    async fn accept(listener: &TcpListener) -> Self {
        let (stream, _) = listener.accept().await.unwrap();
        Self(accept_async(stream).await.unwrap())
    }

    async fn hears(&mut self) -> Value {
        let Message::Text(text) = self.0.next().await.unwrap().unwrap() else {
            return Value::Null;
        };
        serde_json::from_str(&text).unwrap()
    }

    async fn says(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    async fn greets(&mut self, token: &str) -> Value {
        let hello = self.hears().await;
        assert_eq!(hello["t"], "hello");
        self.says(json!({"t":"welcome","token":token,"server_at":1}))
            .await;
        hello
    }

    async fn queued(&mut self) {
        let state =
            json!({"t":"state","state":"queued","conversation":"cnv_1","position":1,"since":5});
        self.says(state).await;
    }

    async fn message(&mut self, seq: u32, id: Option<&str>, from: &str) {
        let text = format!("text {seq}");
        self.says(
            json!({"t":"message","seq":seq,"id":id,"from":from,"name":null,"text":text,"at":1}),
        )
        .await;
    }
}

fn setup(addr: SocketAddr) -> VisitorSetup {
    let origin = format!("http://{addr}");
    VisitorSetup {
        target: Target {
            addr,
            path: "/socket".to_owned(),
            origin,
            cookie: None,
            from: None,
        },
        reconnects: true,
        remembers: true,
        witness: Arc::new(Nobody),
    }
}

#[tokio::test]
async fn what_was_not_acknowledged_is_sent_again_and_what_was_seen_is_dropped() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let visitor = Visitor::connect(setup(listener.local_addr().unwrap()));

    let mut line = Line::accept(&listener).await;
    let hello = line.greets("T1").await;
    assert_eq!(
        (&hello["token"], &hello["after"]),
        (&Value::Null, &json!(0))
    );
    line.says(json!({"t":"state","state":"none"})).await;
    visitor.connected().await.unwrap();
    visitor.start("s0", "Ann", None);
    assert_eq!(line.hears().await["id"], "s0");
    line.says(json!({"t":"ack","id":"s0","conversation":"cnv_1","seq":null,"at":1}))
        .await;
    line.queued().await;
    visitor.settled().await.unwrap();
    visitor.say("m1", "text 1");
    assert_eq!(line.hears().await["id"], "m1");
    drop(line);

    let mut line = Line::accept(&listener).await;
    let hello = line.greets("T2").await;
    assert_eq!(
        (&hello["token"], &hello["conversation"]),
        (&json!("T1"), &json!("cnv_1"))
    );
    line.message(1, Some("m1"), "visitor").await;
    line.queued().await;
    assert_eq!(
        line.hears().await["id"],
        "m1",
        "no acknowledgement came, so it is sent again"
    );
    line.says(json!({"t":"ack","id":"m1","conversation":"cnv_1","seq":1,"at":1}))
        .await;
    line.message(1, Some("m1"), "visitor").await;
    line.message(3, None, "agent").await;

    let mut line = Line::accept(&listener).await;
    assert_eq!(
        line.greets("T3").await["after"],
        1,
        "a gap makes it come back"
    );
    line.message(2, None, "agent").await;
    line.message(3, None, "agent").await;
    line.queued().await;
    visitor
        .until("three messages", |state| {
            (state.seen.len() == 3).then_some(())
        })
        .await
        .unwrap();
    let (places, faults, stage) = visitor.state().read(|state| {
        let places: Vec<_> = state.seen.iter().map(|seen| seen.seq).collect();
        (places, state.faults.len(), state.stage.clone())
    });
    assert_eq!(places, [1, 2, 3]);
    assert_eq!(faults, 1, "the gap is remembered");
    assert_eq!(
        stage,
        Stage::Queued {
            position: 1,
            since: 5
        }
    );
}

#[tokio::test]
async fn a_refusal_for_now_is_tried_again_and_one_for_good_is_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let visitor = Visitor::connect(setup(listener.local_addr().unwrap()));
    let mut line = Line::accept(&listener).await;
    line.greets("T1").await;
    line.says(json!({"t":"state","state":"none"})).await;
    visitor.say("m1", "now or later");
    assert_eq!(line.hears().await["id"], "m1");
    line.says(json!({"t":"refused","id":"m1","code":"busy","message":"later","retry_ms":1}))
        .await;
    assert_eq!(line.hears().await["id"], "m1");
    line.says(
        json!({"t":"refused","id":"m1","code":"no_conversation","message":"no","retry_ms":null}),
    )
    .await;
    visitor.settled().await.unwrap();
    let refused = visitor.state().read(|state| state.refused.clone());
    assert_eq!(
        refused,
        [(Some("m1".to_owned()), "no_conversation".to_owned())]
    );
}
