/// The values of a dm-verity table (Linux, Documentation/admin-guide/device-mapper/verity.rst).
package struct VerityParameters: Hashable, Sendable, Decodable {
    /// SHA-256 in hexadecimal.
    package let rootHash: String
    package let salt: String
    /// Blocks of 4096 bytes.
    package let dataBlocks: UInt64
    package let hashStartBlock: UInt64

    enum CodingKeys: String, CodingKey {
        case rootHash = "root_hash"
        case salt
        case dataBlocks = "data_blocks"
        case hashStartBlock = "hash_start_block"
    }

    /// The kernel argument by which the guest's agent gets them.
    package var kernelArgument: String { "bulkhead.verity=\(rootHash),\(salt),\(dataBlocks),\(hashStartBlock)" }

    /// Whether the texts are what they must be before they go into a kernel's command line.
    var isWellFormed: Bool {
        let isHexadecimal = { (text: String) in
            text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        }
        return rootHash.utf8.count == 64 && isHexadecimal(rootHash) && salt.utf8.count <= 512 && isHexadecimal(salt)
            && dataBlocks > 0 && hashStartBlock >= dataBlocks
    }
}
