// What decisions cost with 10,000 connections, 200 combos and 1,000 keys: microseconds and allocations of an ask and of a
// report, for each strategy and for few and many names. Build it in release; prints a table, or JSON with `--json`.
import IPC
import Route

/// The program.
enum RouteBench {
    static func run(_ arguments: [String]) {
        let wanted = arguments.dropFirst().filter { !$0.hasPrefix("--") }
        let asJSON = arguments.contains("--json")
        var shapes: [String] = []
        let strategies = Strategy.allCases.filter { isWanted(StrategyFigures.label($0), wanted) }
        for shape in Shape.all where isWanted(shape.name, wanted) {
            guard let figures = ShapeFigures(shape, strategies) else {
                fatalError("\(shape.name): the store, the configuration or a request failed")
            }
            if !asJSON { print(figures.lines.joined(separator: "\n") + "\n") }
            shapes.append(figures.json)
        }
        if asJSON { print("[\n" + shapes.joined(separator: ",\n") + "\n]") }
    }

    /// A shape or a strategy, when others of its kind may be named.
    private static func isWanted(_ name: String, _ wanted: [String]) -> Bool {
        let isShape = name.first?.isNumber ?? false
        let named = wanted.filter { ($0.first?.isNumber ?? false) == isShape }
        return named.isEmpty || named.contains(name)
    }
}
