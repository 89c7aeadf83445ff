//! Times web chat's own code without a component around it: one line a function, as
//! `name p50_ns p99_ns`. The plugin host's example `calls` runs this and compares.
#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

use std::{hint::black_box, time::Instant};

use frontdesk_channel_webchat::WebChat;
use frontdesk_plugin::{
    SocketChannel,
    socket::{Author, Body, Message, Notice, Session},
};

const CALLS: usize = 50_000;
const FRAME: &str = include_str!("../fixtures/message.json");

fn main() {
    let session = Session {
        channel: "shop".into(),
        thread: "vis_1".into(),
        locale: "en".into(),
    };
    let notices = [Notice::Message(Message {
        conversation: "cnv_1".into(),
        seq: 7,
        at: 1_730_000_000_000.0,
        author: Author::Agent,
        agent_name: Some("Bea".into()),
        body: Body::Text("a".repeat(100)),
        client_id: None,
    })];
    measure("frame", || {
        WebChat::frame(black_box(&session), black_box(FRAME), 0.0).is_ok()
    });
    measure("render", || {
        WebChat::render(black_box(&session), black_box(&notices)).is_ok()
    });
}

fn measure(name: &str, call: impl Fn() -> bool) {
    let mut nanoseconds: Vec<u128> = (0..CALLS)
        .map(|_| {
            let began = Instant::now();
            let is_ok = black_box(call());
            let took = began.elapsed().as_nanos();
            assert!(is_ok, "{name} is answered");
            took
        })
        .collect();
    nanoseconds.sort_unstable();
    let at = |percent: usize| {
        nanoseconds
            .get(CALLS * percent / 100)
            .copied()
            .unwrap_or_default()
    };
    println!("{name} {} {}", at(50), at(99));
}
