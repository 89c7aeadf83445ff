//! What runs beside the gateway for its operator: the control socket, SIGHUP, the watched folders.

use std::sync::Arc;

use anyhow::Result;
use frontdesk_config::Config;
use tokio::task::JoinHandle;

use crate::{
    cli::Serve,
    control::Control,
    desk::Desk,
    watch::{self, Watch},
};

/// Kept for as long as the gateway runs.
pub(crate) struct Upkeep {
    control: Option<JoinHandle<()>>,
    _watch: Option<Watch>,
}

impl Upkeep {
    /// Starts all three. What does not start is said, and is no reason not to run.
    pub(crate) fn start(options: &Serve, config: &Config, desk: Arc<Desk>) -> Result<Self> {
        watch::hear_hangups(Arc::clone(&desk.reloader))?;
        let watch = if config.plugins.watch {
            let reloader = Arc::clone(&desk.reloader);
            let started = Watch::start(options.config_file(), &config.plugins.dir, reloader);
            started
                .inspect_err(|error| {
                    tracing::warn!(
                        "changes are not noticed by themselves ({error:#}); `frontdesk reload` takes them \
                         up"
                    );
                })
                .ok()
        } else {
            None
        };
        let control = Control::open(&config.gateway.state)
            .inspect_err(|error| {
                tracing::warn!(
                    "`frontdesk reload` and `frontdesk plugin` cannot reach this gateway: {error:#}"
                );
            })
            .ok();
        Ok(Self {
            control: control.map(|control| tokio::spawn(control.serve(desk))),
            _watch: watch,
        })
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        // Its socket goes with it.
        if let Some(control) = &self.control {
            control.abort();
        }
    }
}
