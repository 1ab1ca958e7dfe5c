/// A file that was read for a ``PolicyGate``.
package struct PolicyGateFile: Hashable, Sendable {
    /// Its path from the configuration directory, as problems name it: `assertions.d/50-home.assert`.
    package let path: String
    /// What is in it.
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}
