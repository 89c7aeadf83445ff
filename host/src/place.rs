//! Where a gateway's files are, for commands that do not run it.

use std::{
    fs::{self, File},
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use frontdesk_config::{Config, Flag};
use frontdesk_plugin_host::{LockFile, PluginHost, PluginHostConfig};

use crate::{
    cli::{DEFAULT_CONFIG, Place},
    clock::WallClock,
    configuration,
};

/// The lock's name, beside the configuration.
const LOCK: &str = "plugins.lock";

/// A gateway's configuration and where it is.
pub(crate) struct Site {
    pub(crate) file: PathBuf,
    pub(crate) config: Config,
}

impl Place {
    /// Reads the configuration.
    pub(crate) fn site(&self) -> Result<Site> {
        let file = self.config.clone().unwrap_or_else(|| DEFAULT_CONFIG.into());
        let state = ("--state", ("gateway", "state"), self.state.as_deref());
        let components = (
            "--components",
            ("plugins", "dir"),
            self.components.as_deref(),
        );
        let mut flags = Vec::new();
        for (flag, key, path) in [state, components] {
            if let Some(path) = path {
                let value = configuration::text(path)?;
                flags.push(Flag { flag, key, value });
            }
        }
        let config = configuration::from_file(Some(&file), flags)?.config;
        Ok(Site { file, config })
    }

    /// The folder of the state. Named on the command line, it needs no configuration.
    pub(crate) fn state(&self) -> Result<PathBuf> {
        match &self.state {
            Some(state) => Ok(state.clone()),
            None => Ok(self.site()?.config.gateway.state),
        }
    }
}

impl Site {
    /// What is locked.
    pub(crate) fn lock(&self) -> LockFile {
        lock_beside(&self.file)
    }

    /// A plugin host of this command's own, with the gateway's cache.
    pub(crate) fn plugin_host(&self) -> Result<PluginHost> {
        plugin_host(&cache_dir(&self.config))
    }
}

/// The lock beside a configuration.
pub(crate) fn lock_beside(config: &Path) -> LockFile {
    LockFile::new(config.with_file_name(LOCK))
}

/// The lock of a gateway whose configuration is in no file.
pub(crate) fn lock_in(state: &Path) -> LockFile {
    LockFile::new(state.join(LOCK))
}

/// Where compiled components are kept.
pub(crate) fn cache_dir(config: &Config) -> PathBuf {
    let cache = config.plugins.cache.clone();
    cache.unwrap_or_else(|| config.gateway.state.join("components"))
}

/// A plugin host for one command.
pub(crate) fn plugin_host(cache_dir: &Path) -> Result<PluginHost> {
    let config = PluginHostConfig {
        cache_dir: cache_dir.to_owned(),
        instances: 16,
        ..PluginHostConfig::default()
    };
    Ok(PluginHost::new(&config, std::sync::Arc::new(WallClock))?)
}

/// Replaces a file whole, with the rights it had: whoever reads it meanwhile reads the old one.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let half = path.with_file_name(format!(".{name}.half"));
    let write = || {
        let mut file = File::create(&half)?;
        file.write_all(content)?;
        let mode = fs::metadata(path).map_or(0o644, |meta| meta.permissions().mode());
        file.set_permissions(fs::Permissions::from_mode(mode & 0o777))?;
        file.sync_all()?;
        fs::rename(&half, path)
    };
    write().with_context(|| format!("writing {}", path.display()))
}
