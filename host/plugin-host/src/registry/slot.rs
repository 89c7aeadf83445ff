//! A name, and what runs under it at this moment.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use async_trait::async_trait;
use frontdesk_core::Timestamp;
use frontdesk_engine::ports::{
    ChannelFeatures, ContactEvent, ContactNotice, ContactSession, Dispatch, FileFault, FrameFault,
    Inbound, Outbound, PluginTrouble, Receipt, ReceiveFault, SendFault, SocketChannel, WebhookCall,
    WebhookChannel,
};

use super::{digest::Digest, lock::Earlier, spec::PluginSpec};
use crate::plugin::Plugin;

/// What runs under a name. The engine and the API hold it for as long as the name is configured; each
/// call goes to the generation of its moment and ends there.
pub struct PluginSlot {
    name: String,
    current: RwLock<Arc<Generation>>,
    trouble: Mutex<Option<PluginTrouble>>,
    earlier: Mutex<Option<Earlier>>,
}

/// One version with one configuration.
pub(crate) struct Generation {
    /// From 1.
    pub(crate) number: u64,
    pub(crate) since: Timestamp,
    pub(crate) plugin: Arc<Plugin>,
    pub(crate) digest: Digest,
    pub(crate) spec: Arc<PluginSpec>,
}

impl Generation {
    /// Whether it is these bytes under this configuration.
    pub(crate) fn is(&self, digest: &Digest, spec: &PluginSpec) -> bool {
        self.digest == *digest && *self.spec == *spec
    }
}

impl PluginSlot {
    pub(crate) fn new(generation: Generation) -> Self {
        Self {
            name: generation.spec.name.clone(),
            current: RwLock::new(Arc::new(generation)),
            trouble: Mutex::default(),
            earlier: Mutex::default(),
        }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What answers calls at this moment.
    pub fn plugin(&self) -> Arc<Plugin> {
        Arc::clone(&self.generation().plugin)
    }

    /// Whether its contacts can hold a live socket: the same for every generation.
    pub fn has_socket(&self) -> bool {
        self.generation().plugin.has_socket()
    }

    pub(crate) fn generation(&self) -> Arc<Generation> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From here on, calls go to another generation.
    pub(crate) fn swap(&self, generation: Generation) {
        let new = Arc::new(generation);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *current, new);
        drop(current);
        // Its instances end outside of the lock, if no call is left in it.
        drop(old);
    }

    pub(crate) fn trouble(&self) -> Option<PluginTrouble> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.clone()
    }

    pub(crate) fn set_trouble(&self, trouble: Option<PluginTrouble>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    pub(crate) fn earlier(&self) -> Option<Earlier> {
        let earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        earlier.clone()
    }

    pub(crate) fn set_earlier(&self, earlier: Option<Earlier>) {
        *self.earlier.lock().unwrap_or_else(PoisonError::into_inner) = earlier;
    }
}

impl std::fmt::Debug for PluginSlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PluginSlot")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Outbound for PluginSlot {
    async fn send(&self, dispatch: &Dispatch) -> Result<Receipt, SendFault> {
        self.plugin().send(dispatch).await
    }

    fn features(&self) -> Arc<ChannelFeatures> {
        self.plugin().features()
    }

    async fn file(&self, handle: &str, bytes_max: usize) -> Result<Vec<u8>, FileFault> {
        self.plugin().file(handle, bytes_max).await
    }
}

#[async_trait]
impl SocketChannel for PluginSlot {
    async fn frame(
        &self,
        session: &ContactSession,
        data: &str,
        at: Timestamp,
    ) -> Result<Vec<ContactEvent>, FrameFault> {
        self.plugin().frame(session, data, at).await
    }

    async fn render(
        &self,
        session: &ContactSession,
        notices: &[ContactNotice],
    ) -> Result<Vec<String>, FrameFault> {
        self.plugin().render(session, notices).await
    }
}

#[async_trait]
impl WebhookChannel for PluginSlot {
    async fn receive(&self, call: &WebhookCall) -> Result<Inbound, ReceiveFault> {
        self.plugin().receive(call).await
    }
}
