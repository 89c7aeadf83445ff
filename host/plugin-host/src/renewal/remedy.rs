//! What an operator is told of a renewal that was refused: why, and what to do about it.

use super::GrantType;

/// A refused renewal, as far as it is told.
pub(super) struct Refusal<'a> {
    /// The provider's word.
    pub(super) word: &'a str,
    /// What it answered.
    pub(super) sentence: &'a str,
    /// An earlier answer was lost, with what may have been the next refresh token.
    pub(super) was_asking: bool,
}

impl Refusal<'_> {
    /// For the operator.
    pub(super) fn told(&self, grant: &GrantType, name: &str, table: &str) -> String {
        let sentence = self.sentence;
        let is_app = matches!(self.word, "invalid_client" | "unauthorized_client");
        let lost = "after an earlier answer was lost, which may have held the next refresh token";
        let remedy = match grant {
            GrantType::RefreshToken { .. } if is_app => {
                format!("Put client_id and client_secret right in renew of {name} in {table}")
            }
            GrantType::RefreshToken { .. } if self.was_asking => {
                return refresh_token(&format!("{sentence}, {lost}"), name, table);
            }
            GrantType::RefreshToken { .. } => return refresh_token(sentence, name, table),
            GrantType::ClientCredentials { .. } => format!(
                "Put the app's secret where {name} in {table} says, and client_id and scope right in its renew"
            ),
            GrantType::JwtBearer(_) => format!(
                "Let the provider know the public half of the key that {name} in {table} names, let subject allow \
                 the app, and put client_id, subject and audience right in its renew"
            ),
        };
        format!(
            "the secret \"{name}\" could not be renewed: {sentence}. {remedy}, and run: frontdesk reload"
        )
    }
}

/// What there is to do about a refresh token that is good no more.
pub(super) fn refresh_token(why: &str, name: &str, table: &str) -> String {
    format!(
        "the secret \"{name}\" could not be renewed: {why}. Let the account allow the app once more, put \
         the new refresh token where {name} in {table} says, and run: frontdesk reload"
    )
}
