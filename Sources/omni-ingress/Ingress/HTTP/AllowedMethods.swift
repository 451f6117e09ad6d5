/// The methods that a path answers to, besides OPTIONS.
enum AllowedMethods {
    case reading
    case posting
    case readingAndDeleting

    /// As in an `Allow` header.
    var header: StaticString {
        switch self {
        case .reading: "GET, HEAD, OPTIONS"
        case .posting: "POST, OPTIONS"
        case .readingAndDeleting: "GET, HEAD, DELETE, OPTIONS"
        }
    }

    func contains(_ method: HTTPMethod) -> Bool {
        switch self {
        case .reading: method == .get || method == .head
        case .posting: method == .post
        case .readingAndDeleting: method == .get || method == .head || method == .delete
        }
    }
}
