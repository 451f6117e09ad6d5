// Feeds any bytes to the JSON library and traps when it is wrong about them: when it disagrees with
// `SimpleChecker`, or when what it reads, writes or splices does not hold together.
import FuzzDriver

/// The package manager renames `main` of an executable to this.
@_cdecl("JSONFuzz_main")
func fuzzMain(
    _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    FuzzDriver.run(count, arguments) { FuzzCase($0).run() }
}
