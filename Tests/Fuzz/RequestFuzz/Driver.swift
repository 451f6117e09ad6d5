import FuzzDriver

/// The package manager renames `main` of an executable to this.
@_cdecl("RequestFuzz_main")
func fuzzMain(
    _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    FuzzDriver.run(count, arguments) { check($0) }
}
