// swift-tools-version: 6.2
import PackageDescription

// The folder of a target is its tier, and the tier decides what it may import: `Tests/ArchitectureTests` holds the rule.
let swift: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func core(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Core/\(name)", swiftSettings: swift + settings)
}

/// The Swift that touches C: every unsafe expression is marked, and the compiler checks that it is.
func platform(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/Platform/\(name)",
        swiftSettings: swift + [.strictMemorySafety()])
}

func host(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Host/\(name)", swiftSettings: swift + settings)
}

func guest(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Guest/\(name)", swiftSettings: swift)
}

/// Programs have Swift's libraries linked in.
///
/// It is said here and not by `--static-swift-stdlib`, so that one release build makes both them and the tests, which
/// need the dynamic ones. The libraries named are those that FoundationEssentials wants of its own and that only a
/// static compilation would have asked for.
let linkedIn: [LinkerSetting] = [
    .unsafeFlags(
        ["-static-stdlib", "-l_FoundationCollections", "-l_FoundationCShims"], .when(configuration: .release))
]

/// What tests look into with `@testable`.
let lookedInto: [SwiftSetting] = [.unsafeFlags(["-enable-testing"], .when(configuration: .release))]

func program(_ name: String, _ dependencies: [Target.Dependency], linker: [LinkerSetting] = linkedIn) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Sources/Programs/\(name)", swiftSettings: swift,
        linkerSettings: linker)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)", exclude: exclude,
        // Optimising a test costs more than it ever saves.
        swiftSettings: swift + [.unsafeFlags(["-Onone"], .when(configuration: .release))])
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")

let package = Package(
    name: "bulkhead",
    products: [
        .executable(name: "bulkheadd", targets: ["bulkheadd"]),
        .executable(name: "bulkhead", targets: ["bulkhead"]),
        .executable(name: "bulkhead-broker", targets: ["bulkhead-broker"]),
        .executable(name: "bulkhead-launch", targets: ["bulkhead-launch"]),
        .executable(name: "bulkhead-agent", targets: ["bulkhead-agent"]),
        .executable(name: "bulkhead-bench", targets: ["bulkhead-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // System: C only; each is imported by exactly one Swift target.
        .target(name: "CLinux", path: "Sources/System/CLinux"),
        .target(name: "CAllocationCount", path: "Sources/System/CAllocationCount"),
        .systemLibrary(
            name: "CDBus", path: "Sources/System/CDBus", pkgConfig: "dbus-1", providers: [.apt(["libdbus-1-dev"])]),
        .systemLibrary(
            name: "CSeccomp", path: "Sources/System/CSeccomp", pkgConfig: "libseccomp",
            providers: [.apt(["libseccomp-dev"])]),

        .systemLibrary(
            name: "CZlib", path: "Sources/System/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Core: pure. No files, sockets, clocks, environment.
        core("Machines"),
        core("Definitions", ["FlowAnalysis", "Machines", toml], settings: lookedInto),
        core("Channel", ["Machines"]),
        core("FileCopy"),
        core("Flows", ["JSONText", "Machines"]),
        core("Network", ["Machines"]),
        core("QMP"),
        core("Hypervisor", ["Machines"]),
        core("Policy", ["Machines"]),
        core("PolicyReview", ["Policy", "Machines"]),
        core("FlowAnalysis", ["Policy", "Machines"]),
        core("JSONText", ["Machines"]),
        core("WorldFiles", ["JSONText", "Policy", "Machines"]),
        core("Audit", ["JSONText", "Machines"]),
        core("Assertions", ["FlowAnalysis", "PolicyReview", "Policy", "Machines"]),

        // Platform: the only Swift that touches the kernel and C.
        platform("LinuxIO", ["CLinux"]),
        platform("AllocationCount", ["CAllocationCount"]),
        platform("Checksums", ["CZlib"]),
        platform("LinuxEvents", ["LinuxIO"]),
        platform("Sandbox", ["CSeccomp", "LinuxIO"]),
        platform("SystemBus", ["CDBus", "LinuxIO"]),

        // Host and guest.
        host("Images", ["Machines", "LinuxIO"]),
        host("Jail", ["LinuxIO"]),
        host(
            "PolicyFiles",
            [
                "Assertions", "FlowAnalysis", "WorldFiles", "Policy", "PolicyReview", "Definitions", "Machines",
                "LinuxIO", crypto,
            ]),
        host("AuditLog", ["Audit", "JSONText", "LinuxEvents", "LinuxIO", crypto]),
        host("QEMUBackend", ["Hypervisor", "Machines", "QMP", "Jail", "LinuxEvents", "LinuxIO", crypto]),
        host("Broker", ["Channel", "Flows", "Machines", "LinuxIO", "Sandbox"]),
        host("ManagerClient", ["JSONText", "Machines", "SystemBus", "LinuxIO"]),
        host(
            "Commands",
            [
                "ManagerClient", "AuditLog", "PolicyFiles", "Audit", "JSONText", "WorldFiles", "Assertions",
                "FlowAnalysis", "Policy", "PolicyReview",
                "Definitions",
                "Machines", "SystemBus", "LinuxIO", arguments,
            ]),
        host(
            "Manager",
            [
                "Machines", "Definitions", "Audit", "AuditLog", "Flows", "JSONText", "Policy", "FlowAnalysis",
                "Assertions",
                "PolicyFiles", "Channel",
                "Hypervisor", "Network",
                "Images", "Jail", "ManagerClient", "SystemBus", "LinuxEvents", "LinuxIO", logging,
            ], settings: lookedInto),
        host(
            "Bench",
            [
                "AllocationCount", "Channel", "JSONText", "ManagerClient", "Policy", "PolicyReview", "FlowAnalysis",
                "Machines", "SystemBus", "LinuxIO", arguments,
            ]),
        guest("NetworkSetup", ["Network", "Machines", "LinuxIO"]),
        guest("Agent", ["Channel", "Machines", "Network", "NetworkSetup", "LinuxIO"]),
        guest(
            "GuestTools",
            ["Channel", "Checksums", "FileCopy", "Machines", "Network", "NetworkSetup", "LinuxIO"]),

        // Programs: argument parsing and wiring; nobody imports them.
        program("bulkheadd", ["Manager", "QEMUBackend", "Definitions", "LinuxIO", arguments, logging]),
        program("bulkhead", ["Commands"]),
        program("bulkhead-broker", ["Broker", "LinuxIO"]),
        program("bulkhead-launch", ["Jail", "LinuxIO"]),
        program("bulkhead-agent", ["Agent", "GuestTools", "LinuxIO"], linker: [.unsafeFlags(["-static-executable"])]),
        program("bulkhead-bench", ["Bench", "LinuxIO", arguments]),

        .target(name: "TestSupport", dependencies: ["LinuxIO"], path: "Tests/Support", swiftSettings: swift),
        tests("ArchitectureTests"),
        tests("MachinesTests", ["Machines"]),
        tests("DefinitionsTests", ["Definitions", "FlowAnalysis", "Machines"]),
        .target(name: "PolicySamples", dependencies: ["Policy"], path: "Tests/PolicySamples", swiftSettings: swift),
        tests("PolicyTests", ["PolicySamples", "Policy", "Machines"]),
        tests("WorldFilesTests", ["PolicySamples", "WorldFiles", "JSONText", "Policy", "Machines"]),
        tests("AuditTests", ["Audit", "JSONText", "Machines"]),
        tests("AuditLogTests", ["AuditLog", "Audit", "JSONText", "LinuxIO"]),
        tests("PolicyReviewTests", ["PolicySamples", "PolicyReview", "Policy", "Machines"]),
        tests("FlowAnalysisTests", ["PolicySamples", "FlowAnalysis", "Policy", "Machines"]),
        tests(
            "AssertionsTests", ["PolicySamples", "Assertions", "FlowAnalysis", "PolicyReview", "Policy", "Machines"]),
        tests(
            "PolicyFilesTests",
            [
                "PolicyFiles", "Assertions", "FlowAnalysis", "PolicyReview", "Policy", "Definitions", "Machines",
                "LinuxIO",
            ]),
        tests("ChannelTests", ["Channel", "Machines"]),
        tests("FileCopyTests", ["FileCopy"]),
        tests("FlowsTests", ["Flows", "JSONText", "Machines"]),
        tests("GuestToolsTests", ["FileCopy", "LinuxIO"]),
        tests(
            "NetworkTests", ["Network", "Machines", "LinuxIO"],
            exclude: ["switch.nft", "app.network", "firewall.network", "uplink.network"]),
        tests("QMPTests", ["QMP"]),
        tests("LinuxIOTests", ["LinuxIO"]),
        tests("SystemBusTests", ["SystemBus", "LinuxIO"]),
        tests("ManagerClientTests", ["ManagerClient", "Machines", "SystemBus", "LinuxIO"]),
        tests(
            "CommandTests", ["Commands", "ManagerClient", "Machines", "SystemBus", "LinuxIO"],
            exclude: ["help.txt"]),
        tests("JailTests", ["Jail", "LinuxIO"]),
        tests("QEMUBackendTests", ["QEMUBackend", "Jail", "LinuxEvents", "Hypervisor", "QMP", "Machines", "LinuxIO"]),
        tests("AgentTests", ["Agent", "Channel", "LinuxIO"]),
        tests("BrokerTests", ["Broker", "Agent", "Channel", "LinuxIO"]),
        tests(
            "ManagerTests",
            [
                "Manager", "ManagerClient", "PolicyFiles", "Policy", "Machines", "Channel", "Hypervisor", "SystemBus",
                "LinuxIO", logging,
            ]),
        tests("EndToEndTests", ["ManagerClient", "Machines", "LinuxIO"]),
    ]
)
