use anstyle::{AnsiColor, Style};

use super::Outcome;

/// Whether a text for people has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// None: for a file, a pipe, or somebody who does not want any.
    Plain,
    /// Those of a terminal.
    Ansi,
}

impl Palette {
    /// A text in the colour of an outcome.
    pub(super) fn paint(self, text: &str, tone: Outcome) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => {
                let style = style(tone);
                format!("{style}{text}{style:#}")
            }
        }
    }
}

fn style(tone: Outcome) -> Style {
    match tone {
        Outcome::Failed | Outcome::UnexpectedPass => AnsiColor::Red.on_default().bold(),
        Outcome::SuiteError | Outcome::Warning => AnsiColor::Yellow.on_default().bold(),
        Outcome::Blocked => AnsiColor::Blue.on_default().bold(),
        Outcome::ExpectedFailure => AnsiColor::Magenta.on_default().bold(),
        Outcome::Passed => AnsiColor::Green.on_default().bold(),
        Outcome::Info => AnsiColor::Cyan.on_default(),
        Outcome::NotApplicable => Style::new(),
    }
}
