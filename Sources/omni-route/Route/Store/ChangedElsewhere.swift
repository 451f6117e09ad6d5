/// The store was changed by another process since it was read.
struct ChangedElsewhere: Error, Equatable, CustomStringConvertible {
    var description: String { "the configuration was changed by another process; try again" }
}
