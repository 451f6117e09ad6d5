/// Who an exchange of curl is for.
///
/// All but `done` is called from within curl.
protocol CurlClient: AnyObject {
    /// A connection is there; the request goes out next.
    func connected()
    /// One line of a response's head, with its end; false breaks the exchange off.
    func headLine(_ line: UnsafeRawBufferPointer) -> Bool
    /// Body bytes of the response, up to 16 KiB.
    func bodyBytes(_ bytes: UnsafeRawBufferPointer) -> CurlTaking
    /// Fills `buffer` with body bytes of the request.
    func fill(_ buffer: UnsafeMutableRawBufferPointer) -> CurlFill
    /// curl is done with it; `result` is a number for `CurlEasy.outcome`.
    func done(result: UInt32)
}
