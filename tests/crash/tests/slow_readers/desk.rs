//! An agent and a visitor in talk who read everything, and others beside them who do not.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{
    Agent, Gateway, PATIENCE, Settings, Stage, Visitor, VisitorState,
    cast::{console_target, faithful_agent, faithful_visitor, visitor_target},
    socket::Target,
};
use frontdesk_test_crash::{SleepingConsole, SleepingTab, unread};
use frontdesk_wire::{Text, console::Command};
use tokio::time::{interval, timeout};

/// Characters in a message, four bytes each: nearly as many as there may be.
const CHARS: usize = 3_900;

/// The two who read everything.
pub(super) struct Desk {
    pub(super) gateway: Gateway,
    pub(super) agent: Agent,
    pub(super) visitor: Visitor,
    pub(super) cookie: String,
    pub(super) conversation: String,
    written: usize,
    _folder: tempfile::TempDir,
}

impl Desk {
    /// Starts a gateway and a conversation.
    pub(super) async fn open() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let settings = Settings::default()
            .with("gateway.metrics_public", "true")
            // One visitor plays many.
            .with("limits.sockets_per_visitor_max", "256")
            // What the store remembers is not what is looked at here.
            .with("store.cache_mib", "8");
        let gateway = Gateway::start(folder.path(), &settings).await?;
        let cookie = gateway.sign_in("a0").await?;
        let agent = Agent::connect(faithful_agent(&gateway, 0, &cookie));
        agent.available("ready");
        agent.settled().await?;
        let visitor = Visitor::connect(faithful_visitor(&gateway));
        visitor.connected().await?;
        visitor.start("start", "Ann", None);
        let conversation = agent
            .until("a conversation", |state| state.held.keys().next().cloned())
            .await?;
        visitor
            .until("an agent", |state| {
                matches!(state.stage, Stage::Assigned { .. }).then_some(())
            })
            .await?;
        Ok(Self {
            gateway,
            agent,
            visitor,
            cookie,
            conversation,
            written: 0,
            _folder: folder,
        })
    }

    /// Where the agent's consoles connect.
    pub(super) fn console(&self) -> Target {
        console_target(&self.gateway, &self.cookie)
    }

    /// What the visitor knows.
    pub(super) fn known(&self) -> VisitorState {
        self.visitor.state().read(VisitorState::known)
    }

    /// One more tab and one more console, which hear how things stand and read no further.
    pub(super) async fn sleepers(&self) -> Result<(SleepingTab, SleepingConsole)> {
        let tab = SleepingTab::open(&visitor_target(&self.gateway), &self.known()).await?;
        Ok((tab, SleepingConsole::open(&self.console()).await?))
    }

    /// Tabs that ask for all that was said, and do not listen.
    pub(super) async fn ask_for_everything(&self, count: usize) -> Result<Vec<SleepingTab>> {
        let nothing = VisitorState {
            last_seq: 0,
            ..self.known()
        };
        let mut tabs = Vec::new();
        for _ in 0..count {
            tabs.push(SleepingTab::ask(&visitor_target(&self.gateway), &nothing).await?);
        }
        Ok(tabs)
    }

    /// The agent writes so many long messages.
    pub(super) async fn write(&mut self, count: usize) -> Result<()> {
        let text = "🙂".repeat(CHARS);
        for number in self.written..self.written + count {
            let id = format!("m{number:05}");
            let text = format!("{id} {text}");
            self.agent.say(&id, &self.conversation, &text);
        }
        self.written += count;
        self.agent.settled().await
    }

    /// Writes until the kernel takes no more for so many sockets.
    pub(super) async fn write_until_nothing_passes(&mut self, sockets: usize) -> Result<()> {
        let mut before = Vec::new();
        loop {
            ensure!(
                self.written < 4_000,
                "unread, by connection: {before:?} bytes"
            );
            self.write(10).await?;
            let mut unread = unread(self.gateway.addr())?;
            let fullest = unread.split_off(unread.len().saturating_sub(sockets));
            if fullest == before && fullest.iter().all(|bytes| *bytes > 0) {
                return Ok(());
            }
            before = fullest;
        }
    }

    /// The agent begins and stops typing, so many times, at another console.
    pub(super) async fn agent_types(&self, count: usize) -> Result<()> {
        let other = Agent::connect(faithful_agent(&self.gateway, 0, &self.cookie));
        let conversation = Text(self.conversation.parse().context("an id")?);
        for number in 0..count {
            let on = number % 2 == 0;
            // Not answered: it stays with this console, which is only here for it.
            other.command(&format!("t{number}"), Command::Typing { conversation, on });
        }
        other.say("typed", &self.conversation, "so much for typing");
        other
            .until("the end of typing", |state| {
                state.done.iter().any(|(id, _)| id == "typed").then_some(())
            })
            .await
    }

    /// The visitor begins and stops typing, so many times.
    pub(super) async fn visitor_types(&self, count: usize) -> Result<()> {
        for number in 0..count {
            self.visitor.typing(number % 2 == 0);
        }
        self.visitor.say("typed", "so much for typing");
        self.visitor.settled().await
    }

    /// Waits until visitor and agent have heard the last message.
    pub(super) async fn the_awake_have_it_all(&self) -> Result<()> {
        let done = self.agent.state();
        let last = done.read(|state| state.done.last().and_then(|(_, seq)| *seq));
        let last = last.context("the last message has no place")?;
        self.visitor
            .until("all messages", |state| {
                (state.last_seq == last).then_some(())
            })
            .await?;
        self.agent
            .until("all messages", |state| {
                let held = state.held.get(&self.conversation)?;
                (held.last_seq == last).then_some(())
            })
            .await
    }

    /// Waits until the gateway has let go of every socket that nobody reads; answers how many it has
    /// closed for that.
    pub(super) async fn until_only_the_awake_are_left(&self) -> Result<usize> {
        let gone = async {
            let mut again = interval(Duration::from_millis(50));
            loop {
                again.tick().await;
                let page = self.gateway.http().get("/metrics").await?.body;
                let measure = |name: &str| {
                    let value = page.lines().find_map(|line| line.strip_prefix(name));
                    value.and_then(|value| value.trim().parse().ok())
                };
                let open = |side: &str| measure(&format!("frontdesk_sockets{{side=\"{side}\"}}"));
                if open("contact") == Some(1) && open("console") == Some(1) {
                    let closed = "frontdesk_sockets_closed_total{reason=\"too_slow\"}";
                    return anyhow::Ok(measure(closed).unwrap_or(0));
                }
            }
        };
        timeout(PATIENCE, gone).await.context("they are kept")?
    }
}
