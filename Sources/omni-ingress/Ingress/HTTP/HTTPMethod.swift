/// The methods that some route knows; all others are `other`.
package enum HTTPMethod: Sendable, Equatable {
    case get
    case head
    case post
    case put
    case patch
    case delete
    case options
    case other

    /// Recognises a method; names are case-sensitive (RFC 9110 section 9.1).
    init(_ bytes: RawSpan, _ range: Range<Int>) {
        func named(_ name: StaticString) -> Bool { bytes.matches(range, name) }
        switch range.count {
        case 3: self = named("GET") ? .get : named("PUT") ? .put : .other
        case 4: self = named("POST") ? .post : named("HEAD") ? .head : .other
        case 5: self = named("PATCH") ? .patch : .other
        case 6: self = named("DELETE") ? .delete : .other
        case 7: self = named("OPTIONS") ? .options : .other
        default: self = .other
        }
    }
}
