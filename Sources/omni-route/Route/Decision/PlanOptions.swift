/// What a combo says about the way of a request.
struct PlanOptions: Equatable {
    /// Attempts in all; 0 for the default.
    var attempts: UInt32 = 0
    /// Milliseconds until the first text; 0 for what the connection says.
    var firstTokenMs: UInt32 = 0
    /// Milliseconds of silence within an answer; 0 for what the connection says.
    var idleMs: UInt32 = 0
    /// Nothing is sent before the answer is whole.
    var hold = false
}
