/// Who made a call, as the bus vouches for it.
package struct BusCaller: Hashable, Sendable {
    /// The user of the process that opened the connection.
    package let uid: UInt32
    /// The user's main group; nil for a user that is in no database.
    package let gid: UInt32?
    /// All groups of the user by the group database, the main one included.
    package let groups: [UInt32]
    /// The process that opened the connection; it may have ended, and the number may be another's by now.
    package let pid: UInt32?
    /// The connection's name on the bus, never used again for another one.
    package let uniqueName: String

    package init(uid: UInt32, gid: UInt32?, groups: [UInt32], pid: UInt32?, uniqueName: String) {
        self.uid = uid
        self.gid = gid
        self.groups = groups
        self.pid = pid
        self.uniqueName = uniqueName
    }
}
