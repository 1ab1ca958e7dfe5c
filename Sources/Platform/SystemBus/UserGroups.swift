internal import CDBus

/// The groups of a user by the databases of `nsswitch.conf`.
enum UserGroups {
    /// Groups that are taken into account.
    private static let limit = 1_024

    /// Looks the user up; it may take long where the database is on a network.
    ///
    /// - Returns: The groups, the main one first; empty for a user that is in no database.
    @concurrent static func of(uid: UInt32) async -> [UInt32] {
        var groups = [UInt32](repeating: 0, count: limit)
        let count = unsafe bulkhead_dbus_user_groups(uid, &groups, CInt(limit))
        return Array(groups.prefix(Int(count)))
    }
}
