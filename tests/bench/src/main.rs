//! `cargo xtask bench NAME`: measures a gateway over its real sockets. README.md has the method.

mod options;
mod scenario;
mod stage;

use anyhow::Result;
use clap::Parser as _;

use crate::options::Options;

fn main() -> Result<()> {
    let options = Options::parse();
    // One thread: the generator must not take more than its share of the cores it measures on.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(scenario::run(&options))
}
