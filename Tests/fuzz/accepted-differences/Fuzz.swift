import Machines
import Policy
import PolicyReview

/// Reads bytes as a list of accepted differences: nothing crashes, and messages can be shown.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAcceptedDifferences(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let accepted = AcceptedDifferences(Array(UnsafeBufferPointer(start: data, count: count)), file: "accepted")
    for problem in accepted.problems {
        precondition(problem.line >= 1, "a problem without a line")
        let isSafe = problem.description.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
        }
        precondition(isSafe, "an unsafe message")
    }
    // What is accepted is asked of a real difference.
    for difference in differences { _ = accepted.accepts(difference) }
    return 0
}

private let differences: [PolicyDifference] = {
    func policy(_ text: String) -> CompiledPolicy {
        let tree = PolicyTree(["policy.d/a.policy": Array(text.utf8)])
        let reading = PolicyReader(mode: .strict).read(PolicyLayout(directory: "policy.d"), from: tree)
        guard let rules = reading.rules else { preconditionFailure("the policy has errors") }
        let domains = ["a", "b"].enumerated().map { number, name in
            Domain(name: name, uuid: "00000000-0000-4000-8000-00000000000\(number + 1)", type: "AppVM")
        }
        return CompiledPolicy(rules: rules, world: World(domains))
    }
    return PolicyComparison(from: policy("s * a b deny\n"), to: policy("s * a b allow\nt +x a b ask\n")).differences
}()
