// With the other files named after curl the only ones that talk to libcurl.
internal import CCurl

/// The URL of a handle's last exchange, taken apart.
///
/// curl copies it for each exchange, which costs a tenth of what reading the same text again does.
final class CurlURL {
    let handle: OpaquePointer
    private var text = ""

    /// Nil when there is no memory.
    init?() {
        guard let handle = curl_url() else { return nil }
        self.handle = handle
    }

    /// Takes another URL apart; true also where it is the one that it has.
    ///
    /// - Parameter text: Of http or https.
    /// - Returns: False when curl does not take it; nothing is known then.
    func set(_ text: String) -> Bool {
        if text == self.text { return true }
        let isTaken =
            curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK
        self.text = isTaken ? text : ""
        return isTaken
    }

    deinit { curl_url_cleanup(handle) }
}
