//! Channels whose components misbehave (`tests/components`), for whoever wants to see what becomes of
//! their neighbours.

use std::{
    fmt::Write as _,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use anyhow::{Result, ensure};
use frontdesk_wire::plugin::PluginDetail;
use serde_json::json;
use tokio::{
    task::JoinSet,
    time::{interval, sleep, timeout},
};

use crate::{
    agent::Agent,
    cast::{faithful_agent, visitor_target},
    gateway::Gateway,
    http::Http,
    settings::Settings,
    socket::{Heard, Socket, Target},
};

/// The agent who answers the contacts of components that take messages to providers.
pub const CLERK: usize = 9_000;
/// The agent who sees everything, and may do everything.
pub const ADMIN: usize = 9_001;
/// The channels that are written to through [`contact_writes`].
pub const WITH_PROVIDERS: [&str; 4] = ["slow", "denied", "rebound", "logs"];

/// A component behind a socket.
#[derive(Clone, Copy, Debug)]
pub struct Villain {
    /// Its name, and that of its channel.
    pub name: &'static str,
    /// What it is sent, in turn.
    pub frames: &'static [&'static str],
    /// The word for what is then wrong with it; `None`: nothing but its log.
    pub cause: Option<&'static str>,
}

/// Everyone behind a socket.
pub const VILLAINS: [Villain; 6] = [
    Villain {
        name: "loop",
        frames: &["go"],
        cause: Some("deadline"),
    },
    Villain {
        name: "hog",
        frames: &["at once", "bit by bit"],
        cause: Some("memory"),
    },
    Villain {
        name: "trap",
        frames: &["panic", "abort"],
        cause: Some("trap"),
    },
    Villain {
        name: "recursion",
        frames: &["go"],
        cause: Some("trap"),
    },
    Villain {
        name: "output-bomb",
        frames: &["bomb"],
        cause: Some("output"),
    },
    Villain {
        name: "flood",
        frames: &["lines", "long", "huge"],
        cause: None,
    },
];

/// How long a contact waits who was turned away, or told that the channel is busy: it is the components
/// that misbehave here, not those who write.
const TURNED_AWAY: Duration = Duration::from_secs(1);

/// The sections of all their channels, with a queue and a clerk of their own. `silent` is a provider
/// that accepts connections and never answers.
pub fn sections(silent: SocketAddr) -> String {
    let mut toml = format!(
        "[queue.trouble]\ntitle = \"Trouble\"\noffer_s = 60\n\n\
         [agent.a{CLERK}]\nname = \"Clerk\"\nqueues = [\"trouble\"]\ncapacity = 6\n\n\
         [agent.a{ADMIN}]\nname = \"Admin\"\nrole = \"admin\"\n"
    );
    let mut channel = |name: &str, wasm: &str, tables: &str| {
        // Writing to a String cannot fail.
        let _infallible = write!(
            toml,
            "\n[channel.{name}]\nwasm = \"{wasm}.wasm\"\nqueue = \"trouble\"\ntitle = \"{name}\"\n{tables}"
        );
    };
    for villain in VILLAINS {
        // Filling its memory takes a busy machine longer than a call may: what stops it shall be the
        // memory.
        let limits = match villain.cause {
            Some("memory" | "output") => {
                format!("[channel.{}.limits]\ncall_ms = 500\n", villain.name)
            }
            Some(_) | None => String::new(),
        };
        channel(villain.name, villain.name, &limits);
    }
    let to = |name: &str, url: &str, grants: &str| {
        format!(
            "[channel.{name}.settings]\nurl = \"{url}\"\n[channel.{name}.grants]\nhosts = [\"{url}\"]\n\
             {grants}[channel.{name}.limits]\nrequest_s = 1\noperation_s = 2\n"
        )
    };
    let url = format!("http://{silent}");
    let slow = to("slow", &url, "private_networks = true\n");
    channel("slow", "slow-http", &slow);
    // A granted name that answers with an address inside: what rebinding comes to.
    let rebound = format!("https://localhost:{}", silent.port());
    channel("rebound", "slow-http", &to("rebound", &rebound, ""));
    channel("denied", "denied", "");
    channel("logs", "log-flood", "");
    toml
}

/// A client of the admin.
pub async fn admin(gateway: &Gateway) -> Result<Http> {
    let cookie = gateway.sign_in(&Settings::agent(ADMIN)).await?;
    Ok(gateway.http().with_cookie(&cookie))
}

/// Their clerk, available.
pub async fn clerk(gateway: &Gateway) -> Result<Agent> {
    let cookie = gateway.sign_in(&Settings::agent(CLERK)).await?;
    let clerk = Agent::connect(faithful_agent(gateway, CLERK, &cookie));
    clerk.available("ready");
    clerk.settled().await?;
    Ok(clerk)
}

/// Contacts without end for everyone behind a socket, until it is dropped.
pub fn abuse(gateway: &Gateway) -> JoinSet<()> {
    let mut abuse = JoinSet::new();
    let addresses = Arc::new(Addresses::default());
    for villain in VILLAINS {
        let mut target = visitor_target(gateway);
        target.path = format!("/api/v1/channels/{}/socket", villain.name);
        abuse.spawn(write_on(target, villain.frames, Arc::clone(&addresses)));
    }
    abuse
}

/// Every 25 ms something happens: on one channel after the other that has a provider a contact writes and
/// the clerk answers, and a provider sends a call that kills. Again and again, until it is dropped.
pub async fn traffic_with_providers(http: &Http, clerk: &Agent) -> Result<()> {
    let mut again = interval(Duration::from_millis(25));
    for round in 1_u64.. {
        for channel in WITH_PROVIDERS {
            again.tick().await;
            let status = contact_writes(http, channel, round).await?;
            // One that was killed is left alone for a while: its provider comes again.
            ensure!(status < 300 || status == 503, "{channel}: {status}");
            let held = clerk.state().read(|state| {
                let mut held = state.held.values();
                let on_channel = held.find(|held| held.conversation.channel.0.as_str() == channel);
                on_channel.map(|held| held.conversation.id.0.to_string())
            });
            if let Some(conversation) = held {
                let id = format!("answer-{round}-{channel}");
                clerk.say(&id, &conversation, "How may I help?");
            }
        }
        poison(http, round).await?;
    }
    Ok(())
}

/// Addresses of this machine to write from: who lets a component fail is kept out for a while, so each
/// contact has a new one.
#[derive(Debug, Default)]
struct Addresses(AtomicU32);

impl Addresses {
    fn next(&self) -> IpAddr {
        // 127.1.0.0 and on: far from those that everyone else has.
        let number = self.0.fetch_add(1, Ordering::Relaxed) % 0x00ef_0000;
        Ipv4Addr::from(0x7f01_0000 + number).into()
    }
}

/// New contacts one after the other, each with one bad frame after the other.
async fn write_on(mut target: Target, frames: &'static [&'static str], addresses: Arc<Addresses>) {
    let mut again = interval(Duration::from_millis(20));
    loop {
        again.tick().await;
        target.from = Some(addresses.next());
        let Some(mut socket) = greeted(&target).await else {
            sleep(TURNED_AWAY).await;
            continue;
        };
        for frame in frames.iter().cycle().take(20) {
            if socket.say((*frame).to_owned()).await.is_err() {
                break;
            }
            // Its answer, or the end of the socket; some answer nothing.
            let heard = timeout(Duration::from_millis(200), socket.hear()).await;
            match heard {
                Ok(Heard::End(_)) => break,
                Ok(Heard::Text(answer)) if answer.contains("\"busy\"") => sleep(TURNED_AWAY).await,
                Ok(_) | Err(_) => {}
            }
        }
    }
}

/// A socket that has taken the first frame; `None`: it was turned away.
async fn greeted(target: &Target) -> Option<Socket> {
    let hello = json!({"t": "hello", "v": 1, "token": null, "conversation": null, "after": 0, "locale": "en"});
    let mut socket = Socket::open(target).await.ok()?;
    socket.say(hello.to_string()).await.ok()?;
    let heard = timeout(Duration::from_millis(20), socket.hear()).await;
    (!matches!(heard, Ok(Heard::End(_)))).then_some(socket)
}

/// A provider hands a contact's message in, its `number`th; the status of the gateway's answer.
pub async fn contact_writes(http: &Http, channel: &str, number: u64) -> Result<u16> {
    let path = format!("/api/v1/channels/{channel}/webhook");
    let id = format!("{channel}-{number}");
    let message = json!({"id": id, "thread": channel, "text": "Hello?"});
    let answer = http.send("POST", &path, Some(&message)).await?;
    Ok(answer.status)
}

/// A provider's call that kills the component; the status of the gateway's answer. Calls of the same
/// `number` are the same call.
pub async fn poison(http: &Http, number: u64) -> Result<u16> {
    let path = "/api/v1/channels/logs/webhook?poison=1";
    let answer = http.send("POST", path, Some(&json!({"a": number}))).await?;
    Ok(answer.status)
}

/// How often the components of everyone have been called so far, and how often that went wrong.
pub async fn calls(http: &Http) -> Result<(u64, u64)> {
    let mut sum = (0, 0);
    for name in VILLAINS
        .iter()
        .map(|villain| villain.name)
        .chain(WITH_PROVIDERS)
    {
        let answer = http.get(&format!("/api/v1/plugins/{name}")).await?;
        let row = answer.json::<PluginDetail>()?.plugin;
        sum.0 += row.calls;
        sum.1 += row.faults;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_of_the_troupe_has_its_section() {
        let toml = sections(SocketAddr::from(([127, 0, 0, 1], 9)));
        let names = VILLAINS.map(|villain| villain.name);
        for name in names.into_iter().chain(WITH_PROVIDERS) {
            assert!(toml.contains(&format!("[channel.{name}]\n")), "{name}");
        }
    }
}
