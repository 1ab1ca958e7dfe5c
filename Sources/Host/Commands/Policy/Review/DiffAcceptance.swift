import Assertions
import LinuxIO
import Machines
import Policy
import PolicyFiles
import PolicyReview

/// What was accepted of a difference: by the list of the gate, and by `accept diff` statements there and in the new policy.
struct DiffAcceptance {
    private let list: AcceptedDifferences
    private let changes: AcceptedChanges

    /// Reads the list and the new policy's assertions.
    ///
    /// - Parameters:
    ///   - path: The list.
    ///   - assertions: The folder of the new policy's assertions, if there is one.
    ///   - policies: The old policy and the new one.
    /// - Throws: ``CommandFailure`` with status 2, after every problem was told on standard error.
    init(
        list path: String, assertions: String?, policies: (old: CompiledPolicy, new: CompiledPolicy)
    ) throws(CommandFailure) {
        let bytes: [UInt8]
        do {
            bytes = try FileSystem.read(path, limit: 16 << 20)
        } catch {
            throw CommandFailure("cannot read \(path): \(error.reason)", code: 2)
        }
        list = AcceptedDifferences(Self.lines(bytes) { !Self.isStatement($0) }, file: path)
        let reading = AssertionReader().read([
            AssertionText(path: path, bytes: Self.lines(bytes, where: Self.isStatement))
        ])
        let problems = list.problems + reading.problems
        guard problems.isEmpty, var statements = reading.assertions?.acceptedChanges else {
            for problem in problems { CurrentProcess.writeError(problem.description + "\n") }
            throw CommandFailure("the list of accepted differences has errors", code: 2)
        }
        if let assertions { statements += try AssertionFiles(assertions).assertions.acceptedChanges }
        changes = AcceptedChanges(
            statements, revision: PolicyLoadingDigest.text(of: policies.old.rules),
            worlds: [policies.old.world, policies.new.world])
    }

    func accepts(_ difference: PolicyDifference) -> Bool { list.accepts(difference) || changes.accepts(difference) }

    func accepts(_ difference: ReachDifference) -> Bool { list.accepts(difference) }

    /// `accept diff …` is a statement, every other line one of the list.
    private static func isStatement(_ line: ArraySlice<UInt8>) -> Bool {
        let words = line.split(maxSplits: 2) { $0 == 0x20 || $0 == 0x09 }
        return words.count > 1 && words[0].elementsEqual("accept".utf8) && words[1].elementsEqual("diff".utf8)
    }

    /// Some lines of a file, the others empty, so that they keep their numbers.
    private static func lines(_ bytes: [UInt8], where isWanted: (ArraySlice<UInt8>) -> Bool) -> [UInt8] {
        Array(
            bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { isWanted($0) ? $0 : [] }
                .joined(separator: [0x0A]))
    }
}
