/// What a connection belongs to.
protocol LinkOwner: AnyObject {
    /// Has the output of a connection written at the end of the tick.
    func needsFlush(_ handler: LinkHandler)

    /// The connection is over.
    func closed(_ handler: LinkHandler)
}
