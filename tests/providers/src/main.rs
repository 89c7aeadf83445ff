//! `frontdesk-providers`: all providers on one port, with phones to type on. README.md is the manual.
#![forbid(unsafe_code)]

use std::{fmt::Write as _, fs, io, io::Write as _, net::SocketAddr, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use frontdesk_test_providers::{Account, Provider, Providers};

/// Plays the messaging providers on this machine, and shows phones to type on.
#[derive(Debug, Parser)]
#[command(name = "frontdesk-providers", version)]
struct Options {
    /// Where to listen. The control API has no password: keep it on this machine.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// A JSON list of accounts, each with its `provider`.
    #[arg(long)]
    accounts: Option<PathBuf>,
    /// Another text instead of one in the accounts, as `http://127.0.0.1:8080=http://127.0.0.1:9000`.
    #[arg(long, value_name = "TEXT=TEXT")]
    replace: Option<String>,
    /// Ends when the program that started it does.
    #[arg(long)]
    with_parent: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let options = Options::parse();
    if options.with_parent {
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM))?;
    }
    let accounts = match &options.accounts {
        Some(path) => {
            let mut text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
            if let Some((old, new)) = options.replace.as_deref().and_then(|r| r.split_once('=')) {
                text = text.replace(old, new);
            }
            serde_json::from_str::<Vec<Account>>(&text)
                .with_context(|| path.display().to_string())?
        }
        None => Vec::new(),
    };
    let listening = Providers::start(options.listen).await;
    let providers = listening.with_context(|| format!("cannot listen on {}", options.listen))?;
    for account in accounts {
        let id = account.id.clone();
        ensure!(
            providers.add_account(account),
            "account {id} has no provider"
        );
    }
    tell(&providers);
    tokio::select! {
        () = providers.run() => Ok(()),
        stopped = tokio::signal::ctrl_c() => stopped.context("waiting for a signal"),
    }
}

fn tell(providers: &Providers) {
    let addr = providers.addr();
    let mut text = format!("phones      http://{addr}/\ncontrol     http://{addr}/control\n");
    for provider in Provider::ALL {
        let base_url = providers.base_url(*provider);
        let _ = writeln!(text, "{:<11} {base_url}", provider.name());
    }
    // Nobody who reads it is no reason to stop.
    let _ = io::stdout().write_all(text.as_bytes());
}
