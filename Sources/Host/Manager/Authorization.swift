import LinuxIO
import SystemBus

/// Who may use the manager: root, and members of the group `bulkhead`.
struct Authorization: Sendable {
    static let groupName = "bulkhead"
    let groupID: UInt32?

    /// Looks the group up once; a new group is seen by the next manager.
    init() { groupID = ProcessTable.groupID(named: Self.groupName) }

    func check(_ caller: BusCaller) throws(BusFailure) {
        if caller.uid == 0 { return }
        if let groupID, caller.gid == groupID || caller.groups.contains(groupID) { return }
        throw .accessDenied(
            "The user \(caller.uid) may not use the manager.\nBe root, or a member of the group '\(Self.groupName)'.")
    }
}
