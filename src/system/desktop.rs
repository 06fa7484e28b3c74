//! The user's browser.

use crate::domain::Problem;
use url::Url;

/// Opens a page in the user's browser, and waits for nothing. Only a web page: never a file or another program's scheme,
/// whatever a guide says.
///
/// # Errors
/// It is no https address, or no browser could be started; the address is in the sentence, to be opened by hand.
pub fn open_page(address: &str) -> Result<(), Problem> {
    let by_hand = format!("Open it by hand: {address}");
    if !is_web_page(address) {
        return Err(Problem::new("The page was not opened", "it is not an https address", ""));
    }
    open::that_detached(address).map_err(|_| Problem::new("The page was not opened", "no browser answered", by_hand))
}

fn is_web_page(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| url.scheme() == "https" && url.host_str().is_some_and(|host| !host.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_pages_are_opened() {
        assert!(is_web_page("https://www.binance.com/en/my/settings/api-management"));
        for bad in ["file:///etc/passwd", "http://x.example", "javascript:alert(1)", "-h", "", "https://", "ssh://x"] {
            assert!(!is_web_page(bad), "{bad}");
            assert!(open_page(bad).is_err());
        }
    }
}
