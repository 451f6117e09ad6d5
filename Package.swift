// swift-tools-version: 6.2
import PackageDescription

/// Fuzz targets exist only when asked for, so that a plain build needs no fuzzer runtime.
let isFuzzing = Context.environment["OMNI_FUZZ"] != nil

/// `.ci/run` builds once, optimised, for the tests and for what they start: see the Makefile.
let isOneBuild = Context.environment["OMNI_ONE_BUILD"] != nil

/// The house settings: Swift 6 mode comes from `swiftLanguageModes`; warnings are errors.
///
/// Overlapping accesses (the law of exclusivity) are looked for at run time in debug builds, which is what the tests run; in
/// a release that took 5 % of the instructions of a request.
let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
    + (isOneBuild
        ? [] : [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))])
    + (isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer"])] : [])

/// For what tests call millions of times: optimised in debug builds too, with its assertions.
///
/// That takes two minutes more to build and four less to test; of the tests themselves it would be the other way round.
let quick: [SwiftSetting] = [
    .unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))
]

/// Swift's own libraries within each program, which may be asked of all of a build (`--static-swift-stdlib`) but not where
/// tests belong to it: theirs exist as shared ones only. What else Foundation needs is named in its static modules.
let alone: [LinkerSetting] =
    isOneBuild
    ? [
        .unsafeFlags(
            [
                "-use-ld=lld", "-static-stdlib", "-lFoundationInternationalization",
                "-lFoundationEssentials", "-lCoreFoundation", "-l_FoundationICU",
                "-l_FoundationCShims", "-l_FoundationCollections", "-lswiftSynchronization", "-lBlocksRuntime",
                "-ldispatch", "-lstdc++", "-lm",
            ], .when(platforms: [.linux], configuration: .release))
    ] : []

/// Links by lld with packed relative relocations: a daemon then touches half a megabyte less at its start.
let lean: [LinkerSetting] =
    [
        .unsafeFlags(
            [
                "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker",
                "--icf=safe",
            ],
            .when(platforms: [.linux], configuration: .release))
    ] + alone

/// A program is two targets in one folder: `main.swift` alone is the executable, all else its library.
///
/// `parts` are further libraries in the same folder.
func program(
    _ name: String, library: String, parts: [String] = [], dependencies: [Target.Dependency]
) -> [Target] {
    [
        .target(
            name: library, dependencies: dependencies, path: "Sources/\(name)/\(library)",
            swiftSettings: strict),
        .executableTarget(
            name: name, dependencies: [.byName(name: library)], path: "Sources/\(name)",
            exclude: [library] + parts, sources: ["main.swift"], swiftSettings: strict,
            linkerSettings: lean
        ),
    ]
}

/// A shared library in `Sources/<name>`.
func shared(
    _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/\(name)",
        swiftSettings: strict + settings)
}

/// Pure tests in `Tests/<name>`.
func unitTests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)",
        // Each runs once: an optimiser's minutes are not earned back.
        swiftSettings: strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))])
}

/// A libFuzzer target in `Tests/Fuzz/<name>`.
func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Tests/Fuzz/\(name)",
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])])
}

/// A program of `make bench` in `Tests/Benchmarks/<folder>`.
func benchmark(_ name: String, folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Tests/Benchmarks/\(folder)",
        swiftSettings: strict, linkerSettings: alone)
}

/// A C library of the system, one module map and one shim.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
]

let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "OmniRoute",
    products: [
        .executable(name: "omniroute", targets: ["omniroute"]),
        .executable(name: "omni-ingress", targets: ["omni-ingress"]),
        .executable(name: "omni-translate", targets: ["omni-translate"]),
        .executable(name: "omni-route", targets: ["omni-route"]),
        .executable(name: "omni-egress", targets: ["omni-egress"]),
        .executable(name: "omni-logd", targets: ["omni-logd"]),
        .executable(name: "omni-admin", targets: ["omni-admin"]),
        .executable(name: "omni-mock", targets: ["omni-mock"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    ],
    targets: [
        .target(name: "CLinux", path: "Sources/CLinux"),
        system("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        system("CSystemd", pkgConfig: "libsystemd", apt: "libsystemd-dev"),
        shared("JSON", settings: quick),
        shared("Crypto", ["COpenSSL"]),
        shared("EventLoop", ["CLinux"]),
        shared("IPC", ["EventLoop", "CLinux"]),
        shared("DaemonLife", ["IPC", "EventLoop", "CLinux", "CSystemd", log]),
        shared("Store", ["CSQLite"]),
        shared("VaultFormat", ["Crypto", "IPC", "Store"]),
        shared("TimeZones"),
        .target(
            name: "Dialects", dependencies: ["IPC", "JSON"],
            path: "Sources/omni-translate/Dialects", swiftSettings: strict + quick),
        .target(
            name: "DialectCheck", dependencies: ["JSON"], path: "Tests/Support/DialectCheck",
            swiftSettings: strict),
        shared(
            "Configuration",
            ["IPC", "JSON", "Crypto", .product(name: "Yams", package: "Yams")]),
    ]
        + program(
            "omni-ingress", library: "Ingress",
            dependencies: ["DaemonLife", "IPC", "EventLoop", "JSON", "Crypto", log] + nio)
        + program(
            "omni-translate", library: "Translate", parts: ["Dialects"],
            dependencies: ["Dialects", "DaemonLife", "IPC", "EventLoop", "JSON", log])
        + program(
            "omni-route", library: "Route",
            dependencies: ["DaemonLife", "IPC", "EventLoop", "JSON", "Store", "TimeZones", log])
        + program(
            "omni-egress", library: "Egress",
            dependencies: [
                "DaemonLife", "IPC", "EventLoop", "JSON", "Crypto", "Store", "VaultFormat", "CCurl",
                log,
            ])
        + program(
            "omni-logd", library: "Logd",
            dependencies: ["DaemonLife", "IPC", "EventLoop", "JSON", "Store", "TimeZones", log])
        + program(
            "omni-admin", library: "Admin",
            dependencies: [
                "Configuration", "DaemonLife", "Dialects", "IPC", "EventLoop", "JSON", "Crypto",
                "Store", "TimeZones", log,
            ])
        + program("omni-mock", library: "MockProvider", dependencies: ["JSON", "Crypto"] + nio)
        + program(
            "omniroute", library: "OmniCommand",
            dependencies: [
                "Configuration", "CLinux", "IPC", "EventLoop", "DaemonLife", "JSON", "Crypto",
                "Store", "VaultFormat", log, argumentParser,
            ])
        + [
            benchmark("JSONBench", folder: "JSONBench", ["JSON"]),
            .target(name: "CAllocations", path: "Tests/Benchmarks/CAllocations"),
            benchmark(
                "TranslateBench", folder: "TranslateBench",
                ["Dialects", "JSON", "IPC", "CAllocations"]),
            benchmark("RouteBench", folder: "RouteBench", ["Route", "IPC", "CAllocations"]),
            benchmark(
                "LedgerBench", folder: "LedgerBench",
                ["Logd", "IPC", "EventLoop", "Store", "TimeZones"]),
            benchmark("omni-load", folder: "LoadGenerator", ["EventLoop", "IPC", "CLinux"]),
            unitTests("JSONTests", ["JSON"]),
            unitTests("EventLoopTests", ["EventLoop"]),
            unitTests("IPCTests", ["IPC", "EventLoop"]),
            unitTests("DaemonLifeTests", ["DaemonLife", "EventLoop", "IPC", log]),
            unitTests("MockProviderTests", ["MockProvider", "JSON", nioEmbedded] + nio),
            unitTests("IngressTests", ["Ingress", "IPC", nioEmbedded] + nio),
            unitTests("TranslateTests", ["Translate", "Dialects", "JSON", "IPC", "EventLoop"]),
            unitTests("DialectsTests", ["Dialects", "DialectCheck", "JSON", "IPC"]),
            unitTests("DialectCheckTests", ["DialectCheck", "JSON"]),
            unitTests("StoreTests", ["Store"]),
            unitTests("RouteTests", ["Route", "IPC", "Store", "TimeZones"]),
            unitTests(
                "EgressTests",
                [
                    "Egress", "IPC", "JSON", "Crypto", "Store", "EventLoop", "DaemonLife",
                    "VaultFormat", log,
                ]),
            .target(
                name: "CPowerCut", dependencies: ["CSQLite"], path: "Tests/Support/CPowerCut"),
            unitTests(
                "LogdTests",
                ["Logd", "IPC", "EventLoop", "Store", "JSON", "TimeZones", "CPowerCut"]),
            unitTests("ConfigurationTests", ["Configuration", "Crypto", "IPC"]),
            unitTests(
                "AdminTests",
                [
                    "Admin", "Configuration", "DaemonLife", "IPC", "JSON", "Crypto", "Store",
                    "EventLoop", "TimeZones", log,
                ]),
            unitTests(
                "CommandLineTests",
                [
                    "OmniCommand", "IPC", "EventLoop", "JSON", "Configuration", "Crypto", "Store",
                    "VaultFormat", argumentParser,
                ]),
        ],
    swiftLanguageModes: [.v6]
)

if isFuzzing {
    package.targets += [
        .target(name: "FuzzDriver", path: "Tests/Fuzz/FuzzDriver", swiftSettings: strict),
        fuzzer("JSONFuzz", ["FuzzDriver", "JSON"]),
        fuzzer("IPCFuzz", ["FuzzDriver", "IPC"]),
        fuzzer("StreamFuzz", ["FuzzDriver", "Dialects", "IPC"]),
        fuzzer("AnswerFuzz", ["FuzzDriver", "Dialects", "DialectCheck", "IPC"]),
        fuzzer("RequestFuzz", ["FuzzDriver", "Dialects", "JSON", "IPC"]),
        fuzzer("DoorFuzz", ["FuzzDriver", "Ingress", "IPC", "Crypto", nioEmbedded] + nio),
    ]
}
