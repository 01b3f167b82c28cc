use std::io::IsTerminal as _;

use clap::{ArgAction, Args, ValueEnum};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use reference_server::log::Format;
use suite::config::Environment;
use suite::report::{Detail, Palette};

/// What the program says beside its result, and how.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Output {
    /// When to use colours; `auto` is: on a terminal, unless `NO_COLOR` is set.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    color: Color,
    /// Says nothing but the verdict, and errors.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Tells on standard error what happens; twice: every exchange.
    #[arg(long, short, global = true, action = ArgAction::Count)]
    verbose: u8,
    /// Tells what happens in this format; `json` is one object a line.
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    log_format: Option<LogFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

impl Output {
    /// Whether more is wanted than usual.
    pub(super) const fn is_verbose(self) -> bool {
        self.verbose > 0
    }

    /// Whether only the verdict is wanted.
    pub(super) const fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Whether the log tells what happens; the line on a terminal does not, then.
    pub(super) const fn is_logged(self) -> bool {
        self.verbose > 0 || self.log_format.is_some()
    }

    /// The colours of a text for people on standard output.
    pub(super) fn palette(self) -> Palette {
        if self.colours(std::io::stdout().is_terminal()) {
            Palette::Ansi
        } else {
            Palette::Plain
        }
    }

    /// Starts the log of the suite on standard error; other parts of the process stay silent.
    ///
    /// What it tells names no secret: the exchanges are in the report, redacted.
    pub(super) fn start_log(self) {
        let level = match (self.verbose, self.log_format) {
            _ if !self.is_logged() => return,
            (0 | 1, _) => LevelFilter::INFO,
            _ => LevelFilter::DEBUG,
        };
        let targets = Targets::new().with_targets(
            ["ciba_conformance", "suite", "embedded", "zoo"].map(|package| (package, level)),
        );
        let registry = tracing_subscriber::registry().with(targets);
        let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
        // An error means that somebody has started a log before, which serves as well.
        drop(if self.log_format == Some(LogFormat::Json) {
            registry.with(layer.json().flatten_event(true)).try_init()
        } else {
            let layer = layer.with_ansi(self.colours(std::io::stderr().is_terminal()));
            registry.with(layer.with_target(false)).try_init()
        });
    }

    /// What `serve` logs, where its own flag does not say it.
    pub(super) const fn server_log_level(self) -> Option<&'static str> {
        match (self.quiet, self.verbose) {
            (true, _) => Some("error"),
            (_, 0) => None,
            (_, 1) => Some("debug"),
            _ => Some("trace"),
        }
    }

    /// How the log of `serve` looks: it starts its own.
    pub(super) fn server_log_format(self) -> Format {
        if self.log_format == Some(LogFormat::Json) {
            return Format::Json;
        }
        Format::Text {
            colours: self.colours(std::io::stderr().is_terminal()),
        }
    }

    /// How much of a report is told.
    pub(super) const fn detail(self) -> Detail {
        if self.is_verbose() {
            Detail::Everything
        } else {
            Detail::Screen
        }
    }

    fn colours(self, on_a_terminal: bool) -> bool {
        let no_color = Environment::of_process().wants_no_colours();
        wants_colours(self.color, on_a_terminal, no_color)
    }
}

const fn wants_colours(color: Color, on_a_terminal: bool, no_color: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => on_a_terminal && !no_color,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_unless_somebody_says_otherwise() {
        assert!(wants_colours(Color::Auto, true, false));
        assert!(!wants_colours(Color::Auto, false, false));
        assert!(!wants_colours(Color::Auto, true, true));
        assert!(wants_colours(Color::Always, false, true));
        assert!(!wants_colours(Color::Never, true, false));
    }
}
