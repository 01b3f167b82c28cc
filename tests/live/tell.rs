/// Progress and problems go where a person looks for them.
#[expect(clippy::print_stderr, reason = "this is a program for the terminal")]
pub(crate) fn tell(text: &str) {
    eprintln!("live: {text}");
}
