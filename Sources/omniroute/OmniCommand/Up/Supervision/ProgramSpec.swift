/// What a supervised program is started with.
struct ProgramSpec {
    /// Program name, "omni-route": names the notify socket and log lines.
    let name: String
    /// Path of the executable.
    let path: String
    /// Arguments behind the program's name.
    let arguments: [String]
    /// `NAME=value` entries; those of the hand-over are added.
    let environment: [String]
    /// Listening sockets to hand over, by name.
    let sockets: [(name: String, descriptor: CInt)]
    /// What it promises.
    let rules: UnitStateMachine.Rules
    /// How far it gives way to the others where they want the processor too (nice(2)).
    var niceness: CInt = 0
}
