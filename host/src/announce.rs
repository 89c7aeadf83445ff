//! Telling whoever started the program where it can be reached.

use std::io::Write as _;

use anyhow::{Context as _, Result};
use frontdesk_api::issue_sign_in_link;
use frontdesk_config::Config;
use frontdesk_core::AgentId;
use frontdesk_engine::ports::Clock;
use rand::{SeedableRng as _, rngs::StdRng};

use crate::{
    cli::Serve,
    panel::{self, Link},
    serve::Running,
};

/// Prints addresses, and links where they were asked for. A program that reads this can go on at the
/// line `ready`.
pub(crate) async fn announce(
    options: &Serve,
    config: &Config,
    running: &Running,
    clock: &dyn Clock,
) -> Result<()> {
    let url = &running.url;
    let mut text = format!("listening on http://{}\n", running.listener.local_addr()?);
    let mut links = Vec::new();
    if options.demo || options.print_links {
        for agent in config.agents.keys() {
            links.push(link(agent, running, clock).await?);
        }
    }
    if options.print_links {
        text.extend(
            links
                .iter()
                .map(|Link { agent, url }| format!("link {agent} {url}\n")),
        );
    }
    text.push_str("ready\n");
    if options.demo {
        text.push_str(&panel::text(config, url, options, &links));
    }
    say(&text);
    tracing::info!(url, "the gateway is ready");
    Ok(())
}

async fn link(agent: &AgentId, running: &Running, clock: &dyn Clock) -> Result<Link> {
    let mut chance = StdRng::from_os_rng();
    let token = issue_sign_in_link(&running.engine, agent, clock.now(), &mut chance)
        .await
        .with_context(|| format!("making a sign-in link for {agent}"))?;
    Ok(Link {
        agent: agent.clone(),
        url: format!("{}/console/#link={token}", running.url),
    })
}

/// Writes to standard output. Nobody may be reading, and that is no reason to stop.
pub(crate) fn say(text: &str) {
    let mut stdout = std::io::stdout().lock();
    if stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .is_err()
    {
        tracing::debug!("standard output is closed");
    }
}
