import Assertions
import Machines
import Policy

/// Reads bytes as a file of assertions: nothing crashes, and what is taken is the same after printing and reading again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzAssertionReader(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    for name in ["a.assert", "a.vectors"] {
        let reading = AssertionReader().read([AssertionText(path: name, bytes: bytes)])
        for problem in reading.problems {
            let isSafe = problem.description.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
            }
            precondition(isSafe, "an unsafe message")
        }
        guard let assertions = reading.assertions else {
            precondition(!reading.problems.isEmpty, "refused without a problem")
            continue
        }
        for statement in assertions.checks + assertions.trusts + assertions.exemptions + assertions.acceptedChanges {
            // The checks of labels are about lines that are declared elsewhere.
            if case .labelCheck = statement.body { continue }
            let text = statement.canonicalText
            let again = AssertionReader().read([AssertionText(path: "again.assert", bytes: Array(text.utf8))])
            guard let own = again.assertions else { preconditionFailure("printed, it is refused: \(text)") }
            let all = own.checks + own.trusts + own.exemptions + own.acceptedChanges
            precondition(all.map(\.canonicalText) == [text], "printed, it says something else: \(text)")
        }
    }
    return 0
}
