/// How dear scrypt (RFC 7914) makes a guess.
public struct ScryptCost: Equatable, Sendable {
    /// The logarithm of N, the number of blocks in memory.
    public let log2N: Int
    /// Size of a block, in units of 128 bytes.
    public let r: Int
    /// How many times it is done.
    public let p: Int

    /// Memory that it may take at most; `password` takes 32 MiB and a little.
    public static let memoryBytes = 64 << 20
    /// For passwords of people: about 0.1 seconds and 32 MiB.
    public static let password = ScryptCost(log2N: 15, r: 8, p: 1)

    /// Makes a cost.
    public init(log2N: Int, r: Int, p: Int) {
        self.log2N = log2N
        self.r = r
        self.p = p
    }
}
