/// The body of a request, as curl has to be told of it.
enum CurlBody {
    /// None.
    case none
    /// All of it; the bytes must stay where they are until the transfer ends.
    case whole(UnsafeRawBufferPointer)
    /// It comes through `Transfer.fill`; its length when that is known.
    case streamed(length: UInt64?)
}

/// What there is of a streamed request body now.
enum CurlFill {
    /// So many bytes.
    case bytes(Int)
    /// Nothing more will come.
    case end
    /// Nothing now; there will be after `CurlEasy.resume`.
    case pause
    /// The transfer is to end.
    case stop
}

/// What becomes of response bytes.
enum CurlTaking {
    /// All were taken.
    case taken
    /// The same bytes come again after `CurlEasy.resume`, at the front of what comes then.
    case pause
    /// The transfer is to end.
    case stop
}
