/// What a script has written, or what happens instead.
package enum StreamStep: Sendable, Equatable {
    /// An event that the next one follows at once.
    case event
    /// An event with the pause between chunks behind it.
    case chunk
    /// Nothing more comes, and the connection stays.
    case silence
    /// The connection ends here.
    case cut(reset: Bool)
    /// The connection ends in the middle of the event just written.
    case cutInside
    /// The stream has ended.
    case end
}
