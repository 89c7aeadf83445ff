//! A gateway with everybody on it, ready to be measured.

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use frontdesk_test_bench::{
    Agent, AgentSetup, Gateway, Settings, Visitor, Witness,
    body::body,
    cast,
    ledger::{Ledger, Tally, Way, histogram, record},
    pacer::{due_after, pace},
    process::{Memory, Usage, raise_file_limit},
    roster::Roster,
};
use hdrhistogram::Histogram;
use tempfile::TempDir;
use tokio::time::timeout;

use crate::options::Options;

/// How long anything may take before a run is given up.
const PATIENCE: Duration = Duration::from_mins(2);
/// How long after the end of a window a message may still arrive.
const STRAGGLERS: Duration = Duration::from_secs(10);
/// A message later than this is not in time.
const IN_TIME: Duration = Duration::from_secs(5);

/// Files that are no sockets, with room to spare.
const FILES_BESIDES: u64 = 64;

/// Everybody and everything of one run.
pub(crate) struct Stage {
    pub gateway: Gateway,
    pub ledger: Arc<Ledger>,
    pub roster: Arc<Roster>,
    pub agents: Vec<Agent>,
    pub visitors: Vec<Visitor>,
    /// What a message says: due time, sender, number.
    pub body: fn(Duration, &str, usize) -> String,
    finishes: bool,
    _folder: TempDir,
}

/// An empty folder for a gateway, on the disk that is measured; gone when it is dropped.
pub(crate) fn state_folder(options: &Options) -> Result<TempDir> {
    let states = options.out().join("states");
    fs::create_dir_all(&states).context("making the folder for states")?;
    Ok(tempfile::tempdir_in(states.canonicalize()?)?)
}

/// A visitor, and the number of the chat that the visitor is in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Talk {
    pub visitor: usize,
    pub chat: usize,
}

/// A counted window.
pub(crate) struct Window {
    pub tally: Tally,
    pub usage: Usage,
    pub seconds: f64,
}

impl Stage {
    /// Starts a gateway on an empty store.
    pub(crate) async fn open(options: &Options, settings: Settings) -> Result<Self> {
        let sections = settings.sections.clone();
        Self::open_with(options, settings, |_| sections).await
    }

    /// The same, with sections that name the gateway's own address.
    pub(crate) async fn open_with(
        options: &Options,
        settings: Settings,
        sections: impl FnOnce(&str) -> String,
    ) -> Result<Self> {
        // Before the start: the gateway inherits it.
        raise_file_limit()?;
        let folder = state_folder(options)?;
        let settings = Settings {
            agents: options.agents,
            ..settings
        };
        let finishes = settings.wrap_up_s > 0;
        let mut gateway = Gateway::prepare(folder.path(), &settings)?;
        let settings = Settings {
            sections: sections(&format!("http://{}", gateway.addr())),
            ..settings
        };
        gateway.set_up(&settings)?;
        gateway.resume().await?;
        let ledger = Arc::new(Ledger::default());
        let roster = Roster::new(Arc::clone(&ledger));
        let (agents, visitors) = (Vec::new(), Vec::new());
        Ok(Self {
            gateway,
            ledger,
            roster,
            agents,
            visitors,
            body,
            finishes,
            _folder: folder,
        })
    }

    /// Starts a gateway and fills it: all agents available, all visitors in talk.
    pub(crate) async fn filled(options: &Options) -> Result<Self> {
        Self::filled_with(options, Settings::default()).await
    }

    /// The same with other settings.
    pub(crate) async fn filled_with(options: &Options, settings: Settings) -> Result<Self> {
        let mut stage = Self::open(options, settings).await?;
        stage.sign_in(options.agents).await?;
        stage.connect(options.visitors).await?;
        stage.start_all(0, options.visitors, 200).await?;
        stage.all_placed(options.visitors).await?;
        Ok(stage)
    }

    pub(crate) fn witness(&self) -> Arc<dyn Witness> {
        Arc::clone(&self.roster) as Arc<dyn Witness>
    }

    /// Signs agents in one after the other and seats them, available. Gives the time of each
    /// signing in.
    pub(crate) async fn sign_in(&mut self, agents: usize) -> Result<Histogram<u64>> {
        let mut times = histogram();
        for number in 0..agents {
            let began = Instant::now();
            let cookie = self.gateway.sign_in(&Settings::agent(number)).await?;
            record(&mut times, began.elapsed());
            let agent = Agent::connect(AgentSetup {
                number,
                target: cast::console_target(&self.gateway, &cookie),
                reconnects: true,
                accepts: true,
                finishes: self.finishes,
                remembers: false,
                witness: self.witness(),
            });
            agent.available("ready");
            self.agents.push(agent);
        }
        for agent in &self.agents {
            agent.settled().await?;
        }
        Ok(times)
    }

    /// Connects visitors, without a chat yet.
    pub(crate) async fn connect(&mut self, visitors: usize) -> Result<()> {
        let witness = self.witness();
        let before = self.visitors.len();
        let (files, wanted) = (raise_file_limit()?, before + visitors + self.agents.len());
        ensure!(
            files >= u64::try_from(wanted)? + FILES_BESIDES,
            "{wanted} sockets are more than the {files} files that `ulimit -Hn` allows"
        );
        for _ in 0..visitors {
            self.visitors.push(Visitor::connect(cast::light_visitor(
                &self.gateway,
                &witness,
            )));
            // A burst of thousands would measure the accept queue.
            if self.visitors.len().is_multiple_of(100) {
                self.connected(before).await?;
            }
        }
        self.connected(before).await
    }

    async fn connected(&self, from: usize) -> Result<()> {
        for visitor in self.visitors.iter().skip(from) {
            visitor.connected().await?;
        }
        Ok(())
    }

    /// Starts the chats of the visitors `from` to `to`, `rate` a second, open loop. Chat and visitor
    /// have the same number.
    pub(crate) async fn start_all(&self, from: usize, to: usize, rate: u64) -> Result<()> {
        let begin = Instant::now();
        let offset = self.ledger.now();
        let (mut due, _running) = pace(begin, rate, u64::try_from(to - from)?);
        while let Some((tick, _)) = due.recv().await {
            let number = self.roster.enter(offset + due_after(tick, rate));
            let visitor = self.visitors.get(number).context("no such visitor")?;
            visitor.start(&format!("s{number}"), &format!("V{number}"), None);
        }
        Ok(())
    }

    /// Waits until `wanted` chats are on agents' desks.
    pub(crate) async fn all_placed(&self, wanted: usize) -> Result<()> {
        let placed = self.roster.until(|roster| roster.placed_count() >= wanted);
        timeout(PATIENCE, placed).await.ok().with_context(|| {
            let (placed, refused) = (self.roster.placed_count(), self.roster.refusals());
            format!("{placed} of {wanted} chats were placed; refused: {refused:?}")
        })
    }

    /// Sends one message in the chat that has the visitor's own number.
    pub(crate) fn send(&self, chat: usize, way: Way, due: Duration) -> Result<()> {
        let visitor = chat;
        self.send_in(Talk { visitor, chat }, way, due)
    }

    /// Sends one message in a chat.
    pub(crate) fn send_in(&self, talk: Talk, way: Way, due: Duration) -> Result<()> {
        let Talk { visitor, chat } = talk;
        let number = self.ledger.enter(u32::try_from(chat)?, way, due);
        let id = format!("m{number}");
        match way {
            Way::ToAgent => {
                let visitor = self.visitors.get(visitor).context("no such visitor")?;
                visitor.say(&id, &(self.body)(due, &format!("v{chat}"), number));
            }
            Way::ToVisitor => {
                let (agent, conversation) = self.desk_of(chat)?;
                agent.say(
                    &id,
                    &conversation,
                    &(self.body)(due, &format!("a{chat}"), number),
                );
            }
        }
        Ok(())
    }

    /// The agent who holds a chat, and the conversation's id.
    pub(crate) fn desk_of(&self, chat: usize) -> Result<(&Agent, String)> {
        let place = self.roster.chat(chat).and_then(|chat| chat.place);
        let (agent, conversation) = place.context("the chat is on no desk")?;
        let agent = self.agents.get(agent).context("no such agent")?;
        Ok((agent, conversation))
    }

    /// Open loop: `rate` messages a second over `chats` chats for `seconds`, half each way.
    pub(crate) async fn load(&self, chats: usize, rate: u64, seconds: u64) -> Result<Window> {
        ensure!(chats > 0, "no chats");
        let before = Usage::of(self.gateway.pid()?)?;
        let begin = Instant::now();
        let from = self.ledger.now();
        let (mut due, _running) = pace(begin, rate, rate * seconds);
        while let Some((tick, _)) = due.recv().await {
            let (chat, way) = turn(tick, chats)?;
            self.send(chat, way, from + due_after(tick, rate))?;
        }
        let to = from + Duration::from_secs(seconds);
        let usage = Usage::of(self.gateway.pid()?)?.since(&before);
        let seconds = begin.elapsed().as_secs_f64();
        self.drained(from, to).await;
        Ok(Window {
            tally: self.tally(from, to),
            usage,
            seconds,
        })
    }

    /// Waits until everything due in a window has arrived, or long enough.
    pub(crate) async fn drained(&self, from: Duration, to: Duration) {
        let arrived = async {
            while self.ledger.outstanding(from, to) > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        // Whatever has not arrived by then counts as lost in the tally.
        drop(timeout(STRAGGLERS, arrived).await);
    }

    /// What became of the messages due in a window.
    pub(crate) fn tally(&self, from: Duration, to: Duration) -> Tally {
        self.ledger.tally(from, to, IN_TIME)
    }

    /// Memory now.
    pub(crate) fn memory(&self) -> Result<Memory> {
        Memory::of(self.gateway.pid()?)
    }

    /// Start → acknowledged, start → offered, start → on the desk, for the chats from `from` on.
    pub(crate) fn start_times(&self, from: usize) -> [Histogram<u64>; 3] {
        let mut times = [histogram(), histogram(), histogram()];
        for chat in self.roster.chats().iter().skip(from) {
            for (times, at) in times
                .iter_mut()
                .zip([chat.acked, chat.offered, chat.placed])
            {
                if let Some(at) = at {
                    record(times, at.saturating_sub(chat.due));
                }
            }
        }
        times
    }
}

/// Whose turn it is: consecutive messages go to chats far apart, and each chat's way alternates.
pub(crate) fn turn(tick: u64, chats: usize) -> Result<(usize, Way)> {
    let chat = usize::try_from(7_919 * tick)? % chats;
    let round = tick / u64::try_from(chats)?;
    let way = if (tick + round).is_multiple_of(2) {
        Way::ToAgent
    } else {
        Way::ToVisitor
    };
    Ok((chat, way))
}
