//! Who may do what: one table for every route and every socket command.

use frontdesk_wire::{console::Command, view::Role};

/// Something that needs a role. What is somebody's *own* (their session, their presence, the
/// conversations they hold) is checked where it is done; this table says who may try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Look at the own session, and end it.
    OwnSession,
    /// Open the console's socket.
    UseConsole,
    /// Declare the own presence.
    OwnPresence,
    /// Answer offers, write, end and wrap up what one holds.
    Answer,
    /// See the queues: the own ones; supervisors see all.
    SeeQueues,
    /// Read conversations one holds or held; supervisors read all.
    ReadConversations,
    /// Find, make and change customers of the Local CRM.
    UseCustomers,
    /// Take customers in and out as files, erase them, see who looked at them.
    ManageCustomers,
    /// See which logs are not in their customer systems, and send them again.
    CarryLogs,
    /// See which messages left while nobody was there have not been mailed, send them again, throw them away.
    CarryMails,
    /// Say which custom fields customers and cases have.
    DesignCustomers,
    /// See who works, and how much.
    SeeAgents,
    /// List conversations of everyone.
    SeeFloor,
    /// Change an agent's capacity.
    SetCapacity,
    /// Put a conversation back in its queue.
    Requeue,
    /// Give a conversation to an agent whatever room they have.
    Force,
    /// Close a conversation of anyone.
    Close,
    /// Say that a contact who stopped wants messages again.
    ResumeContact,
    /// Try what would become of contacts.
    Simulate,
    /// See how satisfied contacts were.
    SeeReports,
    /// See how the widget is put on a site, and where it was seen.
    InstallWidget,
    /// See the plugins and how they fare.
    SeePlugins,
    /// Restart plugins and put earlier versions back, read their logs, handle their dead letters: these
    /// hold contacts' words.
    RunPlugins,
    /// Read sections of the configuration's file, and try changes of them.
    SeeSections,
    /// Compare the configuration with the one on disk, and take it; change sections of its file.
    ReloadConfiguration,
}

impl Action {
    /// The least role that may do this.
    pub(crate) const fn least_role(self) -> Role {
        match self {
            Self::OwnSession
            | Self::UseConsole
            | Self::OwnPresence
            | Self::Answer
            | Self::SeeQueues
            | Self::ReadConversations
            | Self::UseCustomers => Role::Agent,
            Self::SeeAgents
            | Self::SeeFloor
            | Self::SetCapacity
            | Self::Requeue
            | Self::Force
            | Self::Close
            | Self::ResumeContact
            | Self::Simulate
            | Self::ManageCustomers
            | Self::InstallWidget
            | Self::SeeReports
            | Self::SeeSections
            | Self::CarryLogs
            | Self::CarryMails
            | Self::SeePlugins => Role::Supervisor,
            Self::RunPlugins | Self::ReloadConfiguration | Self::DesignCustomers => Role::Admin,
        }
    }

    /// Whether a role may do this.
    pub(crate) fn is_allowed_to(self, role: Role) -> bool {
        role >= self.least_role()
    }

    /// What a console's command does.
    pub(crate) const fn of_command(command: &Command) -> Self {
        match command {
            Command::SetPresence { .. } => Self::OwnPresence,
            Command::AcceptOffer { .. }
            | Command::DeclineOffer { .. }
            | Command::SendMessage { .. }
            | Command::SendFiles { .. }
            | Command::SendTemplate { .. }
            | Command::SwitchTranslation { .. }
            | Command::TranslateMessage { .. }
            | Command::StartConversation { .. }
            | Command::StopContact { .. }
            | Command::Typing { .. }
            | Command::Read { .. }
            | Command::EndConversation { .. }
            | Command::FinishWrapUp { .. }
            | Command::TakeConversation { .. }
            | Command::TransferConversation { .. }
            | Command::ParkConversation { .. }
            | Command::ResumeConversation { .. } => Self::Answer,
            Command::StopNew { .. } => Self::OwnPresence,
            Command::GiveConversation { .. } => Self::Force,
            Command::RequeueConversation { .. } => Self::Requeue,
            Command::CloseConversation { .. } => Self::Close,
            Command::SetCapacity { .. } => Self::SetCapacity,
            Command::ResumeContact { .. } => Self::ResumeContact,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_steers_nobody_else() {
        use Action::{
            Close, Force, Requeue, ResumeContact, SeeAgents, SeeFloor, SetCapacity, Simulate,
        };
        for action in [
            SeeAgents,
            SeeFloor,
            SetCapacity,
            Requeue,
            Force,
            Close,
            ResumeContact,
            Simulate,
        ] {
            assert!(!action.is_allowed_to(Role::Agent), "{action:?}");
            assert!(action.is_allowed_to(Role::Supervisor), "{action:?}");
            assert!(action.is_allowed_to(Role::Admin), "{action:?}");
        }
    }

    #[test]
    fn only_an_admin_touches_plugins_and_the_configuration() {
        assert!(!Action::SeePlugins.is_allowed_to(Role::Agent));
        assert!(Action::SeePlugins.is_allowed_to(Role::Supervisor));
        for action in [Action::RunPlugins, Action::ReloadConfiguration] {
            assert!(!action.is_allowed_to(Role::Supervisor), "{action:?}");
            assert!(action.is_allowed_to(Role::Admin), "{action:?}");
        }
    }
}
