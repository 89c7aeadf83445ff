//! Macros for the operator's log.

/// A line of the log at level `error`: a format string with its arguments, then `; name = value` pairs.
/// Never a contact's words or address.
///
/// ```
/// frontdesk_plugin::warn!("the provider is slow"; "status" = 503, "try" = 2);
/// ```
#[macro_export]
macro_rules! error {
    ($($line:tt)+) => { $crate::log_line!(Error, $($line)+) };
}

/// A line of the log at level `warn`: see [`error!`].
#[macro_export]
macro_rules! warn {
    ($($line:tt)+) => { $crate::log_line!(Warn, $($line)+) };
}

/// A line of the log at level `info`: see [`error!`].
#[macro_export]
macro_rules! info {
    ($($line:tt)+) => { $crate::log_line!(Info, $($line)+) };
}

/// A line of the log at level `debug`: see [`error!`].
#[macro_export]
macro_rules! debug {
    ($($line:tt)+) => { $crate::log_line!(Debug, $($line)+) };
}

#[doc(hidden)]
#[macro_export]
macro_rules! log_line {
    ($level:ident, $message:literal $(, $argument:expr)* $(; $($name:literal = $value:expr),+)?) => {
        $crate::host::log(
            $crate::host::Level::$level,
            &::std::format!($message $(, $argument)*),
            &[$($(($name, &::std::string::ToString::to_string(&$value))),+)?],
        )
    };
}
