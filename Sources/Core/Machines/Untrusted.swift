/// A value that a guest chose: it can be shown, or checked into something else, and not used otherwise.
package struct Untrusted<Value: Sendable>: Sendable {
    private let value: Value

    package init(_ value: Value) {
        self.value = value
    }

    /// Turns the value into a trusted one.
    ///
    /// - Parameter body: The check; what it returns is trusted from then on.
    /// - Returns: What the check returns.
    /// - Throws: Whatever the check throws.
    package func check<Checked, Failure: Error>(
        _ body: (Value) throws(Failure) -> Checked
    ) throws(Failure) -> Checked {
        try body(value)
    }
}

extension Untrusted where Value: StringProtocol {
    /// The text as something that is safe to print: printable ASCII only, at most `limit` characters.
    package func sanitizedForDisplay(limit: Int) -> String {
        value.sanitizedForDisplay(limit: limit)
    }
}

extension Untrusted where Value == [UInt8] {
    /// The bytes, read as UTF-8, as something that is safe to print: printable ASCII only, at most `limit` characters.
    package func sanitizedForDisplay(limit: Int) -> String {
        // A scalar is at most four bytes and at least one character of output, so more input cannot be shown anyway.
        String(decoding: value.prefix(4 * (max(0, limit) + 1)), as: UTF8.self).sanitizedForDisplay(limit: limit)
    }
}

extension Untrusted: Equatable where Value: Equatable {}
extension Untrusted: Hashable where Value: Hashable {}

extension Untrusted: CustomStringConvertible, CustomDebugStringConvertible {
    /// Never the value itself: interpolating one by mistake must not put a guest's bytes on a terminal.
    package var description: String { "<untrusted>" }

    package var debugDescription: String { description }
}
