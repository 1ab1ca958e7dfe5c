/// Why a stream of files is not taken any further, with the number by which its sender is told.
package enum CopyFault: Error, Hashable, Sendable {
    /// The stream ends before it says so.
    case truncated
    /// Bytes follow the end.
    case trailingBytes
    /// A path is empty, absolute, or has an empty part, `.`, `..` or a NUL.
    case badPath
    case pathTooLong
    case tooDeep
    /// Something that is neither a file, nor a folder, nor a symbolic link.
    case notAFile
    /// A symbolic link that leads out of what is being copied.
    case escapingLink
    case fileTooLarge

    /// The `errno` value of Linux for it: what Qubes' own sender prints.
    package var errorCode: UInt32 {
        switch self {
        case .truncated: 5  // EIO
        case .trailingBytes, .badPath, .notAFile: 22  // EINVAL: "corrupted data from the sender"
        case .pathTooLong, .tooDeep: 36  // ENAMETOOLONG
        case .escapingLink: 1  // EPERM
        case .fileTooLarge: 27  // EFBIG
        }
    }
}

extension CopyFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated: "the stream breaks off"
        case .trailingBytes: "bytes follow the end of the stream"
        case .badPath: "a path is empty, absolute, or leads upwards"
        case .pathTooLong: "a name or a path is too long"
        case .tooDeep: "folders lie more than \(CopyLimits.depth) deep"
        case .notAFile: "something that is neither a file, nor a folder, nor a symbolic link"
        case .escapingLink: "a symbolic link leads out of what is copied"
        case .fileTooLarge: "a file is larger than \(CopyLimits.file) bytes"
        }
    }
}
