/// A machine that booted once and was stopped for good at rest; clones of it go on from there.
///
/// Nothing can change it any more. It lives in the memory of this process and of its clones: it is gone when all of them
/// have ended, and never outlives the host.
package protocol GoldenSnapshot: Sendable {
    /// The guest's memory, of the clones as well.
    var memoryMiB: Int { get }

    /// What it takes of the host's memory, in MiB; its clones share it.
    var heldMiB: Int { get }
}
