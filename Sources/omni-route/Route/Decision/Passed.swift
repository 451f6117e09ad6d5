/// A candidate that was looked at, and what stood in its way; nil for nothing.
struct Passed {
    let candidate: Candidate
    var obstacle: Obstacle?
}
