/// A model name as the client sent it, taken apart: `base+directive+directive=value`.
package struct ModelName: Sendable, Equatable {
    /// The whole name, as answers repeat it.
    package let full: String

    /// What stands before the first `+`.
    package let base: String

    /// What stands behind it, read.
    package var directives: Directives

    /// Takes a name apart.
    ///
    /// - Parameter text: The name from the request.
    /// - Throws: The first directive that was not understood.
    package init(_ text: String) throws(DirectiveError) {
        full = text
        guard let plus = text.utf8.firstIndex(of: UInt8(ascii: "+")) else {
            base = text
            directives = Directives()
            return
        }
        base = String(text[..<plus])
        directives = try Directives(parsing: text[plus...])
    }
}
