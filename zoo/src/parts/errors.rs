use crate::wire::Answer;

/// Replaces an error code, and its status.
pub(crate) fn recode(answer: &mut Answer, from: &str, to: &str, status: u16) {
    if answer.is_error(from) {
        answer.set("error", to);
        answer.status = status;
    }
}

/// Answers an error with another status.
pub(crate) fn restatus(answer: &mut Answer, code: &str, status: u16) {
    if answer.is_error(code) {
        answer.status = status;
    }
}
