import ArgumentParser
import LinuxIO
import Machines
import Policy
import PolicyFiles

struct PolicySign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign the locked layer.",
        discussion: """
            Signs policy.d/05-locked.policy with assertions.d/05-locked.assert and services.d/05-locked.toml, those of \
            them that there are, and writes policy.d/05-locked.sig. A host that had a version in force takes no lower \
            one.
            """)

    @Argument(help: "The folder of the configuration.", completion: .directory)
    var folder = PolicyOptions.defaultFolder
    @Option(help: ArgumentHelp("The private key, made by 'policy keygen'.", valueName: "file"), completion: .file())
    var key: String
    @Option(
        help: ArgumentHelp(
            "The version (default: one more than the present signature's, or 1).", valueName: "number"))
    var version: UInt64?

    func run() throws {
        try LockedFiles.checkFolder(folder)
        let signer = try privateKey()
        let contents = try LockedLayer.files.map { path in
            try LockedFiles.contents(folder + "/" + path, limit: ReadingLimits().fileBytes)
        }
        guard contents.first != .some(nil) else {
            throw CommandFailure(
                "there is no \(folder)/\(LockedLayer.files[0])", advice: "it holds the rules that are to be locked",
                code: 2)
        }
        let version = try nextVersion()
        guard let signature = signer.sign(LockedLayer.statement(version: version, contents: contents)) else {
            throw CommandFailure("the key \(key) cannot sign")
        }
        let path = folder + "/" + LockedLayer.signaturePath
        try FileSystem.writeAtomically(path, Array(signature.fileText.utf8), mode: 0o644)
        CurrentProcess.writeOutput("Version \(version), signed by \(signer.publicKey.identifier): \(path)\n")
        for (file, bytes) in zip(LockedLayer.files, contents) {
            CurrentProcess.writeOutput(
                "  \(file): \(bytes.map { "\($0.count) bytes" } ?? "none, and none may be added")\n")
        }
    }

    private func privateKey() throws(CommandFailure) -> LockedPrivateKey {
        let bytes = try LockedFiles.key(key)
        do {
            return try LockedPrivateKey(file: bytes, path: key)
        } catch {
            throw CommandFailure("\(error)", code: 2)
        }
    }

    private func nextVersion() throws(CommandFailure) -> UInt64 {
        let range = LockedStatement.versions
        if let version {
            if range.contains(version) { return version }
            throw CommandFailure(
                "\(version) is no version", advice: "name one of \(range.lowerBound) to \(range.upperBound)", code: 64)
        }
        let path = folder + "/" + LockedLayer.signaturePath
        guard let bytes = try LockedFiles.contents(path, limit: LockedSignature.maximumByteCount) else { return 1 }
        do throws(Problem) {
            let present = try LockedSignature(file: bytes, path: path).statement.version
            guard present < range.upperBound else {
                throw Problem(file: path, position: .start, message: "no version is left")
            }
            return present + 1
        } catch {
            throw CommandFailure("\(error)", advice: "state the version with --version", code: 2)
        }
    }
}
