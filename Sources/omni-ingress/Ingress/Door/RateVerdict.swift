/// Whether a request keeps its bounds.
package enum RateVerdict: Equatable, Sendable {
    /// It does, and was counted; with the bound that is closest to its end, if there is one.
    case passed(RateStanding?)
    /// It does not, and was not counted; with the first bound that has no room.
    case exceeded(RateStanding)
}
