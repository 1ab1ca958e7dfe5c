import LinuxIO
import Machines
import Policy
import PolicyFiles

/// A policy as the verbs `lint` and `diff` read it.
struct ReviewedPolicy {
    /// Where it is.
    let location: PolicyLocation
    /// What reading gave.
    let reading: PolicyReading
    /// The files' texts.
    let texts: [String: [UInt8]]
    let mode: PolicyMode

    /// Reads a policy.
    ///
    /// - Parameters:
    ///   - path: The configuration, a folder of .policy files, or a single file, whose includes are not followed.
    ///   - options: What lies beside it.
    /// - Throws: ``CommandFailure`` with status 2 when there is nothing of this name.
    init(_ path: String, _ options: ReviewOptions) throws(CommandFailure) {
        mode = options.compat ? .compat : .strict
        let reader = PolicyReader(mode: mode)
        if let bytes = try SinglePolicyFile.contents(path) {
            location = PolicyLocation(directory: FileSystem.parent(of: path))
            reading = reader.readAlone(bytes, file: path)
            texts = [path: bytes]
            return
        }
        location = PolicyLocation(
            folder: path, runtimeDirectory: options.beside.runtimeDirectory,
            legacyDirectory: options.beside.legacyDirectory)
        let provider = RecordingProvider()
        reading = reader.read(location.layout, from: provider)
        texts = provider.texts
    }

    /// The VMs: those of a file, or of the configuration; nil when there is neither.
    ///
    /// - Parameter file: The file that was named, if any.
    /// - Returns: The world.
    /// - Throws: ``CommandFailure`` with status 2 when they cannot be read.
    func world(_ file: String?) throws(CommandFailure) -> World? {
        let reading: WorldReading
        if let file {
            reading = WorldReading(file: file)
        } else if let folder = location.configurationFolder {
            reading = WorldReading(configuration: folder)
        } else {
            return nil
        }
        guard let world = reading.world else {
            for problem in reading.problems { CurrentProcess.writeError(problem.description + "\n") }
            throw CommandFailure("the VMs cannot be read", advice: "'bulkhead check' shows what is wrong", code: 2)
        }
        return world
    }

    /// The rules, which must be without errors.
    ///
    /// - Returns: The rules.
    /// - Throws: ``CommandFailure`` with status 2, after every problem was told on standard error.
    func rules() throws(CommandFailure) -> RuleSet {
        if let rules = reading.rules { return rules }
        for error in reading.errors { CurrentProcess.writeError(error.problem.description + "\n") }
        throw CommandFailure(
            "the policy in \(location.layout.directory) has errors",
            advice: "'bulkhead policy check' shows them with their lines", code: 2)
    }
}
