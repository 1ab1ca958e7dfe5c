/// Bounds of what a sender of files may ask of its receiver.
package enum CopyLimits {
    /// Bytes of the fixed part of an entry.
    package static let header = 32
    /// Longest path of an entry in bytes, without the NUL at its end (Qubes' `MAX_PATH_LENGTH` - 1).
    package static let path = 16_383
    /// Longest name of one file or folder in bytes, as Linux has it.
    package static let name = 255
    /// Longest target of a symbolic link in bytes, as Linux has it.
    package static let linkTarget = 4_095
    /// How many folders may lie within one another.
    package static let depth = 128
    /// Largest file in bytes.
    package static let file: UInt64 = 1 << 44
}
