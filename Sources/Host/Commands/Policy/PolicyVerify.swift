import ArgumentParser
import LinuxIO
import Machines
import PolicyFiles
import JSONText

struct PolicyVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the signature of the locked layer.",
        discussion: """
            With the key that 'locked_key' in [policy] of bulkhead.toml names, or another. Exits with 1 if the layer is \
            not as it was signed, and prints every problem as file:line:column.
            """)

    @Argument(help: "The folder of the configuration.", completion: .directory)
    var folder = PolicyOptions.defaultFolder
    @Option(help: ArgumentHelp("The public key.", valueName: "file"), completion: .file())
    var key: String?
    @Option(help: ArgumentHelp("The lowest version that is good enough.", valueName: "number"))
    var minimumVersion: UInt64 = 0
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try LockedFiles.checkFolder(folder)
        let key = try publicKey()
        let outcome = LockedLayer.check(
            directory: folder, provider: DiskPolicyProvider(), key: key.map { .success($0) },
            highestVersion: minimumVersion)
        CurrentProcess.writeOutput(json ? Self.document(outcome, key).document : Self.text(outcome, key))
        if case .refused = outcome { throw ExitCode.failure }
    }

    private static func text(_ outcome: LockedLayer.Outcome, _ key: LockedPublicKey?) -> String {
        switch outcome {
        case .none: "There is no locked layer.\n"
        case .verified(let version): "Version \(version), signed by \(key?.identifier ?? ""), nothing changed.\n"
        case .refused(let problems): problems.map { $0.description + "\n" }.joined()
        }
    }

    private static func document(_ outcome: LockedLayer.Outcome, _ key: LockedPublicKey?) -> JSONValue {
        var version = JSONValue.null
        var problems: [String] = []
        switch outcome {
        case .none: break
        case .verified(let number): version = .number(number)
        case .refused(let found): problems = found.map(\.description)
        }
        return .object([
            "key": .optional(key?.identifier ?? ""), "version": version, "problems": .strings(problems),
        ])
    }

    /// The key of the command line or of the configuration; nil when neither names one.
    private func publicKey() throws(CommandFailure) -> LockedPublicKey? {
        guard let path = if let key { key } else { try LockedFiles.configuredKey(folder) } else { return nil }
        let bytes = try LockedFiles.key(path)
        do {
            return try LockedPublicKey(file: bytes, path: path)
        } catch {
            throw CommandFailure("\(error)", code: 2)
        }
    }
}
