/// Of which scenarios the report has the exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Of all.
    Everything,
    /// Of those that did not pass: enough for the report on the console, and less work.
    Trouble,
}
