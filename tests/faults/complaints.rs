use libtest_mimic::Failed;

/// Fails with all complaints, a line each.
pub(crate) fn nothing_of(complaints: &[String]) -> Result<(), Failed> {
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(complaints.join("\n").into())
    }
}
