/// A text that is no address.
package struct AddressError: Error, Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package let expected: String

    package var description: String { "'\(text)' is not \(expected)" }
}
