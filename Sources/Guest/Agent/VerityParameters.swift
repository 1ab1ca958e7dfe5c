/// How the root file system is verified: `bulkhead.verity=ROOTHASH,SALT,DATABLOCKS,HASHSTARTBLOCK`.
///
/// SHA-256, hash format 1, blocks of 4096 bytes; the hash tree lies behind the data on the same device.
package struct VerityParameters: Hashable, Sendable {
    package static let blockBytes: UInt64 = 4096
    private static let sectorBytes: UInt64 = 512
    private static let hashDigits = 64
    private static let longestSaltDigits = 512

    package let rootHash: String
    /// Hexadecimal digits, or `-` for none.
    package let salt: String
    package let dataBlocks: UInt64
    package let hashStartBlock: UInt64

    /// Reads the value of the parameter.
    package init(_ text: String) throws(AgentError) {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        guard fields.count == 4 else { throw .commandLine("bulkhead.verity has \(fields.count) fields instead of 4") }
        guard fields[0].utf8.count == Self.hashDigits, Self.isHexadecimal(fields[0]) else {
            throw .commandLine("bulkhead.verity: the root hash is not \(Self.hashDigits) hexadecimal digits")
        }
        guard fields[1] == "-" || (Self.isHexadecimal(fields[1]) && fields[1].utf8.count <= Self.longestSaltDigits)
        else { throw .commandLine("bulkhead.verity: the salt is not hexadecimal") }
        guard let dataBlocks = UInt64(fields[2]), let hashStartBlock = UInt64(fields[3]), dataBlocks > 0,
            hashStartBlock >= dataBlocks, dataBlocks <= UInt64.max / Self.blockBytes
        else { throw .commandLine("bulkhead.verity: bad block numbers") }
        rootHash = fields[0]
        salt = fields[1]
        self.dataBlocks = dataBlocks
        self.hashStartBlock = hashStartBlock
    }

    /// Length of the verified device in sectors of 512 bytes.
    package var sectors: UInt64 { dataBlocks * (Self.blockBytes / Self.sectorBytes) }

    /// The table line of dm-verity (Documentation/admin-guide/device-mapper/verity.rst).
    package func table(device: String) -> String {
        "1 \(device) \(device) \(Self.blockBytes) \(Self.blockBytes) \(dataBlocks) \(hashStartBlock)"
            + " sha256 \(rootHash) \(salt)"
    }

    private static func isHexadecimal(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count.isMultiple(of: 2)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}
