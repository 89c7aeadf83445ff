//! From what is wanted to a version that has been tried.

use std::{path::PathBuf, sync::Arc};

use frontdesk_engine::ports::PluginTrouble;
use tokio::task::spawn_blocking;

use super::{
    PluginProblem, Registry,
    choice::{Choice, choose},
    digest::Digest,
    lock::Locked,
    self_test,
    signature::read_signature,
    slot::{Generation, PluginSlot},
    spec::{PluginSpec, Rules},
};
use crate::{
    config::LoadOptions,
    load::{ComponentSource, LoadError, Stage, read},
    plugin::Plugin,
};

/// What one name needs to be as wanted.
pub(crate) struct Making<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) spec: &'a Arc<PluginSpec>,
    pub(crate) slot: Option<Arc<PluginSlot>>,
    pub(crate) locked: Option<&'a Locked>,
    pub(crate) rules: &'a Rules,
}

/// What one name will run.
pub(crate) struct Candidate {
    pub(crate) slot: Arc<PluginSlot>,
    pub(crate) spec: Arc<PluginSpec>,
    /// `None`: what runs is what is wanted, or the slot is new and holds it already.
    pub(crate) generation: Option<Generation>,
    pub(crate) is_new: bool,
    /// Whether it is the folder's file, which is then locked.
    pub(crate) is_from_file: bool,
    /// Why it is not the folder's file.
    pub(crate) trouble: Option<PluginTrouble>,
}

/// The bytes of a version, and the signature over them.
pub(crate) struct Wasm {
    pub(crate) digest: Digest,
    pub(crate) bytes: Vec<u8>,
    pub(crate) signature: Option<String>,
}

/// Why a version cannot be run.
pub(crate) enum Failure {
    /// A stage of loading.
    Load(LoadError),
    /// Something before or after: `choosing`, `signature`, `self-test`, `identity`.
    Other(&'static str, String),
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Self::Load(error)
    }
}

impl Making<'_> {
    /// Chooses, loads and tries.
    pub(crate) async fn candidate(&self) -> Result<Candidate, Failure> {
        let file = self.read_file().await;
        let digest = file.as_ref().map(|wasm| wasm.digest);
        let choice = choose(
            &self.spec.name,
            self.locked,
            digest.map_err(ToString::to_string),
            self.rules.strict,
        );
        match (choice, file) {
            (Choice::Refused(trouble), _) => Err(Failure::Other("choosing the file", trouble)),
            (Choice::File, Err(trouble)) => Err(LoadError::new(Stage::Read, trouble).into()),
            (Choice::File, Ok(wasm)) => self.file_or_kept(wasm).await,
            (Choice::Kept { digest, trouble }, _) => {
                let trouble = trouble.map(|trouble| self.trouble("choosing the file", trouble));
                self.kept(digest, trouble).await
            }
        }
    }

    /// The file; at a start, what ran before instead of a file that cannot be run.
    async fn file_or_kept(&self, wasm: Wasm) -> Result<Candidate, Failure> {
        let digest = wasm.digest;
        let failure = match self.candidate_of(wasm, true, None).await {
            Ok(candidate) => return Ok(candidate),
            Err(failure) => failure,
        };
        match self.locked {
            Some(locked) if self.slot.is_none() && locked.sha256 != digest => {
                let trouble = self.problem_of(&failure);
                match self.kept(locked.sha256, Some(trouble)).await {
                    Ok(candidate) => Ok(candidate),
                    Err(_) => Err(failure),
                }
            }
            Some(_) | None => Err(failure),
        }
    }

    async fn kept(
        &self,
        digest: Digest,
        trouble: Option<PluginTrouble>,
    ) -> Result<Candidate, Failure> {
        let wasm = self.registry.shelf.take(&digest).map_err(|error| {
            let why = trouble.as_ref().map(|trouble| trouble.message.as_str());
            let why = why.unwrap_or("the version before is wanted");
            Failure::Other(
                "choosing the file",
                format!(
                    "{why}; and there is no kept copy of {}: {error}",
                    digest.short()
                ),
            )
        })?;
        self.candidate_of(wasm, false, trouble).await
    }

    async fn candidate_of(
        &self,
        wasm: Wasm,
        is_from_file: bool,
        trouble: Option<PluginTrouble>,
    ) -> Result<Candidate, Failure> {
        let (slot, generation) = match &self.slot {
            Some(slot) if slot.generation().is(&wasm.digest, self.spec) => {
                self.check_signature(&wasm)?;
                (Arc::clone(slot), None)
            }
            Some(slot) => (Arc::clone(slot), Some(self.generation(wasm).await?)),
            None => {
                let generation = self.generation(wasm).await?;
                (Arc::new(PluginSlot::new(generation)), None)
            }
        };
        Ok(Candidate {
            slot,
            spec: Arc::clone(self.spec),
            generation,
            is_new: self.slot.is_none(),
            is_from_file,
            trouble,
        })
    }

    /// Loads a version under the wanted configuration and tries it, whatever runs.
    pub(crate) async fn generation(&self, wasm: Wasm) -> Result<Generation, Failure> {
        self.check_signature(&wasm)?;
        self_test::run(&self.registry.host, self.spec, &wasm.bytes).await?;
        let current = self.slot.as_ref().map(|slot| slot.generation());
        let options = LoadOptions {
            values: Arc::clone(&self.registry.values),
            tokens: Some(self.registry.tokens.clone()),
            log: current.as_ref().map(|current| current.plugin.log()),
            news: self.registry.ticks.clone(),
            ..self.spec.options()
        };
        let source = ComponentSource::Bytes(wasm.bytes.clone());
        let plugin = self.registry.host.load(&self.spec.name, source, options);
        let plugin = plugin.await?;
        self.check_identity(&plugin, current.as_deref())?;
        if let Err(error) = self.registry.shelf.keep(&wasm) {
            tracing::warn!(
                plugin = self.spec.name,
                error = %error,
                "no copy of the component is kept: it cannot be rolled back to",
            );
        }
        Ok(Generation {
            number: current.map_or(0, |current| current.number) + 1,
            since: self.registry.clock.now(),
            plugin,
            digest: wasm.digest,
            spec: Arc::clone(self.spec),
        })
    }

    fn check_signature(&self, wasm: &Wasm) -> Result<(), Failure> {
        let signature = wasm.signature.as_deref();
        let checked = self
            .rules
            .signatures
            .check(&self.spec.file, signature, &wasm.bytes);
        checked.map_err(|trouble| Failure::Other("checking its signature", trouble))
    }

    /// A name stays what it is: conversations, stored values and routing belong to it.
    fn check_identity(&self, plugin: &Plugin, current: Option<&Generation>) -> Result<(), Failure> {
        let error = |trouble| Err(Failure::Other("checking what it is", trouble));
        let told = plugin.descriptor();
        let name = &self.spec.name;
        let is_channel = told.kind.section() == "channel";
        if is_channel != self.spec.is_channel {
            let (kind, section) = (told.kind.name(), told.kind.section());
            return error(format!(
                "it is a {kind}, which belongs under [{section}.{name}]"
            ));
        }
        let known = current
            .map(|current| current.plugin.descriptor().id.as_str())
            .or_else(|| self.locked.map(|locked| locked.id.as_str()));
        if let Some(known) = known
            && known != told.id
        {
            return error(format!(
                "\"{name}\" runs the component \"{known}\", and this is \"{}\". Give it a name of its \
                 own; or, if nothing of the old one is needed any more, first run: frontdesk plugin \
                 remove {name}",
                told.id
            ));
        }
        let Some(current) = current else {
            return Ok(());
        };
        if current.plugin.kind() != told.kind {
            let (was, is) = (current.plugin.kind().name(), told.kind.name());
            return error(format!("\"{name}\" is a {was}, and this is a {is}"));
        }
        if current.plugin.has_socket() != plugin.has_socket() {
            return error(
                "only one of the two versions holds live sockets, which cannot change while the gateway \
                 runs: restart it"
                    .to_owned(),
            );
        }
        Ok(())
    }

    async fn read_file(&self) -> Result<Wasm, String> {
        let (file, bytes_max) = (self.spec.file.clone(), self.spec.limits.wasm_bytes);
        let read = spawn_blocking(move || read_file(file, bytes_max)).await;
        read.unwrap_or_else(|error| Err(error.to_string()))
    }

    /// The failure as operators see it.
    pub(crate) fn problem(&self, failure: Failure) -> PluginProblem {
        let trouble = self.problem_of(&failure);
        let (stage, settings) = match failure {
            Failure::Load(error) => (Some(error.stage), error.settings),
            Failure::Other(..) => (None, Vec::new()),
        };
        PluginProblem {
            name: self.spec.name.clone(),
            file: self.spec.file_name(),
            trouble,
            stage,
            settings,
        }
    }

    pub(crate) fn problem_of(&self, failure: &Failure) -> PluginTrouble {
        match failure {
            Failure::Load(error) => self.trouble(&error.stage.to_string(), error.reason.clone()),
            Failure::Other(stage, trouble) => self.trouble(stage, trouble.clone()),
        }
    }

    fn trouble(&self, stage: &str, message: String) -> PluginTrouble {
        PluginTrouble {
            at: self.registry.clock.now(),
            stage: stage.to_owned(),
            message,
        }
    }
}

fn read_file(file: PathBuf, bytes_max: usize) -> Result<Wasm, String> {
    let signature = read_signature(&file)?;
    let bytes = read(ComponentSource::Path(file), bytes_max).map_err(|error| error.reason)?;
    Ok(Wasm {
        digest: Digest::of(&bytes),
        bytes,
        signature,
    })
}

impl PluginSpec {
    /// How it is loaded, without a place for values.
    pub(crate) fn options(&self) -> LoadOptions {
        LoadOptions {
            limits: self.limits.clone(),
            settings_json: self.settings_json.clone(),
            grants: self.grants.clone(),
            ..LoadOptions::default()
        }
    }
}
