/// What became of the private volume.
package enum VolumeOutcome: UInt8, Hashable, Sendable {
    /// There is none.
    case none = 0
    /// An existing file system was mounted.
    case mounted = 1
    /// The volume was empty and has been formatted: from now on it is `existing`.
    case formatted = 2
}
