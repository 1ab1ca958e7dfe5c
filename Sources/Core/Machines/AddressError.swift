/// A text that is no address.
package struct AddressError: Error, Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package let expected: String

    package init(text: String, expected: String) {
        self.text = text
        self.expected = expected
    }

    package var description: String { "'\(text)' is not \(expected)" }
}
