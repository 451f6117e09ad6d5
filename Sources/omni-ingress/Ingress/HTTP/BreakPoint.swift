/// What may follow at the point that a stream has come to.
package enum BreakPoint: Equatable, Sendable {
    /// An error, after these bytes.
    case after(StaticText)
    /// Nothing, because the stream is whole.
    case whole
    /// Nothing, because whatever came would be read as part of what is open.
    case inside
}
