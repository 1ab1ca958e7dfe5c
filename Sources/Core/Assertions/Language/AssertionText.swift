/// One file of assertions, as it was read.
package struct AssertionText: Hashable, Sendable {
    /// How the file is called in problems: `assertions.d/50-home.assert`.
    package let path: String
    /// What is in it.
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}
