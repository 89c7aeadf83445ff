//! What every implementation of [`Store`] is held to.
