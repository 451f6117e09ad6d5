/// Messages with every field set, shared by the tests of the wire format.
enum WireExamples {
    static let scalars = SampleScalars(
        text: "grüße 🌍", data: [0, 255, 7], isOn: true, small: -7, big: .min,
        smallCount: .max, bigCount: .max, zigzag: -300, ratio: -2.5e-300, stamp: .max,
        check: 0xDEAD_BEEF, mood: .below,
        node: SampleNode(value: 1, children: [SampleNode(), SampleNode(value: 200)]))

    static let lists = SampleLists(
        texts: ["", "a", "bc"], smalls: [0, -1, .max], zigzags: [-1, .min, .max],
        ratios: [0, 1.5, .infinity], moods: [.calm, .unspecified, .below],
        nodes: [SampleNode(), SampleNode(value: 9)], flags: [true, false], checks: [0, .max],
        blobs: [[], [1], [2, 3]])
}
