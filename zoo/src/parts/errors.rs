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

/// Answers with the page of a server that broke.
pub(crate) fn crash(answer: &mut Answer) {
    answer.status = 500;
    answer.remove_header("www-authenticate");
    answer.set_header("content-type", "text/html; charset=utf-8");
    answer.raw = Some(b"<html><body><h1>Internal Server Error</h1></body></html>".to_vec());
}
