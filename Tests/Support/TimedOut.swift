import LinuxIO

/// Something that a test waited for did not come.
package struct TimedOut: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Waits until something is so.
///
/// - Parameters:
///   - what: What is waited for, for the error.
///   - seconds: When to give up: far more than a slow machine needs.
///   - condition: Asked again and again.
/// - Throws: ``TimedOut``, or what the condition throws.
package func eventually(
    _ what: String, withinSeconds seconds: UInt64 = 90, _ condition: () async throws -> Bool
) async throws {
    let deadline = Clock.monotonicNanoseconds() + seconds * 1_000_000_000
    while try await !condition() {
        guard Clock.monotonicNanoseconds() < deadline else {
            throw TimedOut("after \(seconds) s still not so: \(what)")
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
