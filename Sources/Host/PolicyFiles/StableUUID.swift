internal import Crypto

/// UUIDs that follow from a name, for VMs that nobody gave one.
package enum StableUUID {
    /// The UUID of the VM with this name: the same on every host and at every time.
    ///
    /// The first bytes of a SHA-256, marked as version 8 (RFC 9562, the version for one's own use).
    ///
    /// - Parameter name: The VM's name.
    /// - Returns: The UUID in lower case.
    package static func ofMachine(named name: String) -> String {
        var bytes = Array(SHA256.hash(data: Array("bulkhead-vm:\(name)".utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }
}
