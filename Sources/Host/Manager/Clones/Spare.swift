import Hypervisor
import Machines

/// A clone that stands still and is nobody's yet, with its broker.
struct Spare: Sendable {
    let shape: SnapshotShape
    let userID: UInt32
    /// Where its sockets are; goes with it.
    let directory: String
    let machine: any MachineInstance
    let broker: BrokerLauncher.Started
    /// The largest volume that it can write to.
    let largestDiskBytes: Int
    /// What it had to itself when it came to rest, in MiB: to look costs the kernel some milliseconds.
    var privateMiB = 0
}
