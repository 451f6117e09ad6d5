// Runs the fuzzer of LLVM around one function that takes an input and traps when something is wrong with it.

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// The fuzzer of a program.
public enum FuzzDriver {
    /// What takes an input and traps.
    public typealias Check = ([UInt8]) -> Void

    /// Set once, before the first input; the fuzzer has one thread.
    nonisolated(unsafe) fileprivate static var check: Check = { _ in }

    /// Stops with a message, which `precondition` has no more once it is optimised.
    ///
    /// - Parameters:
    ///   - holds: What must hold.
    ///   - message: What is wrong.
    public static func expect(_ holds: Bool, _ message: @autoclosure () -> String) {
        if !holds { fatalError(message()) }
    }

    /// Runs with the arguments of the program; call it from what the package manager makes of `main`, `<Target>_main`.
    ///
    /// - Parameters:
    ///   - count: Number of arguments.
    ///   - arguments: The arguments.
    ///   - check: What takes an input and traps.
    /// - Returns: The exit status.
    public static func run(
        _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
        _ check: @escaping Check
    ) -> Int32 {
        self.check = check
        var count = count
        var arguments = arguments
        return runDriver(&count, &arguments) { start, length in fuzzOneInput(start, length) }
    }
}

/// What the fuzzer calls by name where it has its own `main`.
///
/// - Parameters:
///   - start: The input's first byte.
///   - length: The input's length in bytes.
/// - Returns: Always 0, for an input that may be kept.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ length: Int) -> Int32 {
    FuzzDriver.check(Array(UnsafeBufferPointer(start: start, count: length)))
    return 0
}
