import Machines
import Policy

/// Reads bytes as a whole policy, in both modes: nothing crashes, an answer is rules or errors, and what is accepted is
/// the same after printing and reading it again.
///
/// The byte 0xFE, which no text has, separates the files: one at the top, an include, one in the format of Qubes R4.0,
/// and one in the runtime directory.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPolicyReader(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let parts = UnsafeBufferPointer(start: data, count: count)
        .split(separator: 0xfe, maxSplits: 3, omittingEmptySubsequences: false)
    var files: [String: [UInt8]] = [:]
    for (path, part) in zip(["policy.d/a.policy", "policy.d/i", "legacy/s+x", "run/b.policy"], parts) {
        files[path] = Array(part)
    }
    let tree = PolicyTree(files, directories: ["policy.d", "run", "legacy"])
    for mode in PolicyMode.allCases {
        let reading = PolicyReader(mode: mode).read(
            PolicyLayout(directory: "policy.d", runtimeDirectory: "run", legacyDirectory: "legacy"), from: tree)
        guard let rules = reading.rules else {
            precondition(!reading.errors.isEmpty, "refused without an error")
            for error in reading.errors { precondition(isShowable(error.problem.description), "an unsafe message") }
            continue
        }
        precondition(reading.errors.isEmpty, "accepted with an error")
        let again = PolicyReader(mode: mode).readAlone(Array(rules.canonicalText().utf8), file: "again")
        precondition(again.rules.map(rules.saysTheSame) == true, "printed and read again, it says something else")
    }
    return 0
}

private func isShowable(_ message: String) -> Bool {
    message.utf8.allSatisfy { (0x20...0x7e).contains($0) } && message.utf8.count < 1_000
}
