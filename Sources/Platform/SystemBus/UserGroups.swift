import Glibc

/// The groups of a user by the databases of `nsswitch.conf`.
enum UserGroups {
    /// Looks the user up; it may take long where the database is on a network.
    ///
    /// - Returns: The main group and all groups, both empty for a user that is in no database.
    @concurrent static func of(uid: UInt32) async -> (main: UInt32?, all: [UInt32]) {
        var buffer = [CChar](repeating: 0, count: 1 << 16)
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>? = nil
        // SAFETY: `entry` points into `buffer`, and both outlive their use below.
        let result = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            unsafe getpwuid_r(uid, &entry, buffer.baseAddress, buffer.count, &found)
        }
        guard result == 0, unsafe found != nil, let name = unsafe entry.pw_name else { return (nil, []) }
        let main = unsafe entry.pw_gid
        var groups = [gid_t](repeating: 0, count: 256)
        var count = CInt(groups.count)
        if unsafe getgrouplist(name, main, &groups, &count) < 0 {
            groups = [gid_t](repeating: 0, count: Int(count))
            guard unsafe getgrouplist(name, main, &groups, &count) >= 0 else { return (main, [main]) }
        }
        return (main, Array(groups.prefix(Int(count))))
    }
}
