internal import ArgumentParser

/// Options of commands that change the configuration as a whole.
struct ChangeOptions: ParsableArguments {
    @Flag(help: "Show what would change, and change nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Print the answer of the API as JSON.")
    var json = false

    @OptionGroup var places: PlaceOptions
}
