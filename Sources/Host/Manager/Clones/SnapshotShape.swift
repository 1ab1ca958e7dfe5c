import ManagerClient

/// What machines must have in common to start from one snapshot.
struct SnapshotShape: Hashable, Sendable {
    let template: String
    /// The version of the template, by its content.
    let version: String
    let memoryMiB: Int
    let vcpus: Int

    /// As people read it: "debian-12, 256 MiB, 1 vcpu".
    var text: String { SnapshotFacts.shapeText(template, memoryMiB: memoryMiB, vcpus: vcpus) }
}
