//! What comes from outside: webhooks and frames, as hostile as the internet.

use frontdesk_engine::ports::{
    FrameFault, Inbound, ReceiveFault, SocketChannel as _, WebhookCall, WebhookChannel as _,
};

use super::{LATER, NOW, report::Report};
use crate::{
    plugin::Plugin,
    registry::{rubbish, session, webhook},
};

/// As large as a webhook's body may be.
const LARGE: usize = 1 << 20;

/// Bodies besides the small rubbish.
fn bodies() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = rubbish().into_iter().map(String::into_bytes).collect();
    bodies.extend([
        vec![0xff, 0xfe, 0x00, 0xd8],
        (0..=255_u8).cycle().take(4_096).collect(),
        "x".repeat(LARGE).into_bytes(),
        format!("{{\"text\":\"{}\"}}", "a".repeat(LARGE - 11)).into_bytes(),
        format!("{{\"text\":\"{}\"}}", "😀".repeat(LARGE / 4 - 8)).into_bytes(),
        "[1,".repeat(LARGE / 3).into_bytes(),
        "a=%F0%28%8C%28&b=%00&a=2".as_bytes().to_vec(),
        "Body=hello&From=%2B4915112345678&MessageSid=SM1"
            .as_bytes()
            .to_vec(),
    ]);
    bodies
}

/// Headers that carry signatures, all of them wrong.
const SIGNATURES: [&str; 6] = [
    "x-hub-signature-256",
    "x-signature",
    "x-twilio-signature",
    "authorization",
    "x-slack-signature",
    "x-telegram-bot-api-secret-token",
];

/// Tries `receive`.
pub(super) async fn webhooks(plugin: &Plugin, report: &mut Report) {
    report.verdict(
        "receive survives hostile calls",
        hostile_calls(plugin).await,
    );
    report.verdict(
        "receive answers the same call the same way",
        same_call(plugin).await,
    );
    report.verdict(
        "receive takes no wrong signature",
        wrong_signature(plugin).await,
    );
    report.verdict(
        "receive survives every method and header",
        odd_calls(plugin).await,
    );
}

async fn hostile_calls(plugin: &Plugin) -> Result<(), String> {
    let before = plugin.health().faults_total;
    for body in bodies() {
        let length = body.len();
        drop(plugin.receive(&webhook(body, NOW)).await);
        no_fault_since(plugin, before, &format!("a body of {length} bytes"))?;
    }
    Ok(())
}

/// At another time, too: providers send again.
async fn same_call(plugin: &Plugin) -> Result<(), String> {
    for body in bodies().into_iter().filter(|body| body.len() < LARGE / 2) {
        let length = body.len();
        let first = plugin.receive(&webhook(body.clone(), NOW)).await;
        let second = plugin.receive(&webhook(body, LATER)).await;
        if without_times(&first) != without_times(&second) {
            return Err(format!("a body of {length} bytes was answered in two ways"));
        }
    }
    Ok(())
}

/// An event may be stamped with the time of the call where the provider gives none.
fn without_times(answer: &Result<Inbound, ReceiveFault>) -> String {
    match answer {
        Ok(inbound) => {
            let events = inbound.events.iter();
            let events: Vec<_> = events
                .map(|event| format!("{:?}", (&event.id, &event.thread, &event.kind)))
                .collect();
            format!("{events:?} {:?}", inbound.reply)
        }
        Err(fault) => format!("{fault:?}"),
    }
}

async fn wrong_signature(plugin: &Plugin) -> Result<(), String> {
    let verifies = plugin
        .descriptor()
        .secrets
        .iter()
        .any(|ask| ask.required && ask.uses.contains(&crate::secret::SecretUse::Verify));
    for header in SIGNATURES {
        let mut call = webhook(b"{\"events\":[]}".to_vec(), NOW);
        for value in ["sha256=00", "00", "", "Bearer x", "v0=ffff", "👀"] {
            call.headers.push((header.to_owned(), value.to_owned()));
            let answer = plugin.receive(&call).await;
            if verifies && answer.is_ok_and(|inbound| !inbound.events.is_empty()) {
                return Err(format!("events were taken with a wrong {header}"));
            }
        }
    }
    Ok(())
}

async fn odd_calls(plugin: &Plugin) -> Result<(), String> {
    let before = plugin.health().faults_total;
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] {
        let call = WebhookCall {
            method: method.to_owned(),
            query: vec![
                ("hub.mode".to_owned(), "subscribe".to_owned()),
                ("hub.challenge".to_owned(), "\u{202e}👀".repeat(100)),
                (String::new(), String::new()),
            ],
            headers: (0..64)
                .map(|number| (format!("x-{number}"), "v".repeat(512)))
                .collect(),
            ..webhook(Vec::new(), NOW)
        };
        drop(plugin.receive(&call).await);
        no_fault_since(plugin, before, method)?;
    }
    Ok(())
}

/// Tries `frame`.
pub(super) async fn frames(plugin: &Plugin, report: &mut Report) {
    let name = "frame refuses rubbish and says the same twice";
    if plugin.has_socket() {
        report.verdict(name, frames_of(plugin).await);
    } else {
        report.skip(name, "it holds no live sockets");
    }
}

async fn frames_of(plugin: &Plugin) -> Result<(), String> {
    let session = session().ok_or("no session")?;
    let mut texts = rubbish();
    texts.push("x".repeat(60_000));
    texts.push(format!(
        "{{\"type\":\"message\",\"text\":\"{}\"}}",
        "é".repeat(20_000)
    ));
    for text in texts {
        let first = plugin.frame(&session, &text, NOW).await;
        let second = plugin.frame(&session, &text, NOW).await;
        let length = text.len();
        if let Err(FrameFault::Component(fault)) = &first {
            return Err(format!("a frame of {length} bytes: {fault}"));
        }
        if format!("{first:?}") != format!("{second:?}") {
            return Err(format!(
                "a frame of {length} bytes was answered in two ways"
            ));
        }
    }
    Ok(())
}

fn no_fault_since(plugin: &Plugin, before: u64, what: &str) -> Result<(), String> {
    let health = plugin.health();
    if health.faults_total == before {
        return Ok(());
    }
    let fault = health.last_fault;
    let fault = fault.map_or_else(String::new, |it| format!(": {} ({})", it.message, it.kind));
    Err(format!("{what}{fault}"))
}
