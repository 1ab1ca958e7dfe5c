import ArgumentParser
import LinuxIO
import Machines
import Policy
import PolicyFiles

/// Which policy, which VMs, and which language: the same for all verbs of `bulkhead policy`.
struct PolicyOptions: ParsableArguments {
    /// The folder that is read where none is named.
    static let defaultFolder = "/etc/bulkhead"

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The configuration, or a folder of .policy files.", valueName: "folder"),
        completion: .directory)
    var config: String?
    @Option(
        name: .customLong("policy-dir"),
        help: ArgumentHelp("Read the rules from this folder, and nothing else beside them.", valueName: "folder"),
        completion: .directory)
    var policyDirectory: String?
    @OptionGroup var beside: BesideOptions
    @Option(
        name: .customLong("system-info"),
        help: ArgumentHelp(
            "The VMs, as a file of JSON like that of Qubes' internal.GetSystemInfo; without it those of vms.d.",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var systemInfo: String?
    @Flag(help: "Follow Qubes R4.3 in everything, or without its traps.")
    var language: PolicyLanguage = .strict

    /// Which language is followed.
    var mode: PolicyMode { language == .compat ? .compat : .strict }

    /// Where the policy is.
    ///
    /// - Parameter folder: The folder that the verb was given; nil for that of `--config`, or the default one.
    /// - Returns: The directories.
    /// - Throws: ``CommandFailure`` when there is no such folder, or two are named.
    func location(_ folder: String?) throws(CommandFailure) -> PolicyLocation {
        let named = folder ?? config
        if let policyDirectory {
            if let folder = named {
                throw CommandFailure(
                    "the rules are to be read from \(folder) and from \(policyDirectory)",
                    advice: "name a folder or use --policy-dir, not both", code: 64)
            }
            try Self.check(policyDirectory, "policy folder")
            return PolicyLocation(
                directory: policyDirectory, runtimeDirectory: beside.runtimeDirectory,
                legacyDirectory: beside.legacyDirectory)
        }
        let folder = named ?? Self.defaultFolder
        try Self.check(folder, "folder")
        return PolicyLocation(
            folder: folder, runtimeDirectory: beside.runtimeDirectory, legacyDirectory: beside.legacyDirectory)
    }

    /// Reads the policy, which must be without errors, and the VMs.
    ///
    /// - Parameter folder: The folder that the verb was given; nil for the default one.
    /// - Returns: What was read.
    /// - Throws: ``CommandFailure`` with status 2, after every problem was told on standard error.
    func load(_ folder: String?) throws(CommandFailure) -> LoadedPolicy {
        let location = try location(folder)
        let reading = PolicyReader(mode: mode).read(location.layout, from: DiskPolicyProvider())
        guard let rules = reading.rules else {
            for error in reading.errors { CurrentProcess.writeError(error.problem.description + "\n") }
            throw CommandFailure(
                "the policy has errors", advice: "'bulkhead policy check' shows them with their lines", code: 2)
        }
        if let folder = location.folder, mode == .strict { try Self.warn(of: folder) }
        return LoadedPolicy(
            location: location, mode: mode, rules: rules, warnings: reading.warnings, systemInfo: systemInfo)
    }

    /// Says on standard error when the manager would refuse the policy for its locked layer: it is read as it is.
    private static func warn(of folder: String) throws(CommandFailure) {
        guard FileSystem.exists(folder + "/" + LockedLayer.files[0]) else { return }
        let admission = PolicyAdmission(
            of: folder, world: nil, lockedKey: try LockedFiles.configuredKey(folder))
        for problem in admission.errors {
            CurrentProcess.writeError("warning: the manager refuses this policy: \(problem)\n")
        }
    }

    private static func check(_ folder: String, _ what: String) throws(CommandFailure) {
        if FileSystem.isDirectory(folder) { return }
        let isFile = FileSystem.exists(folder)
        throw CommandFailure(
            isFile ? "\(folder) is a file, not a \(what)" : "there is no \(what) \(folder)",
            advice: "name the folder of a configuration, or one with .policy files", code: 2)
    }
}

/// `--strict` and `--compat`.
enum PolicyLanguage: String, EnumerableFlag {
    case strict
    case compat

    static func help(for value: PolicyLanguage) -> ArgumentHelp? {
        switch value {
        case .strict: "Without the traps of Qubes' language; what differs is told (default)."
        case .compat: "As Qubes R4.3 decides; where that crashes, deny."
        }
    }
}
