package import LinuxIO

/// A user of the guest, read from its own files: a static program has no NSS.
package struct Account: Hashable, Sendable {
    package let name: String
    package let home: String
    package let shell: String
    package let identity: UserProcess.Identity

    /// Looks a user up.
    ///
    /// - Parameters:
    ///   - name: The user's name.
    ///   - passwords: The text of `/etc/passwd`.
    ///   - groups: The text of `/etc/group`.
    package init?(_ name: String, passwords: String, groups: String) {
        var found: [Substring]?
        for line in passwords.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count == 7, fields[0] == name else { continue }
            found = fields
            break
        }
        guard let found, let user = UInt32(found[2]), let group = UInt32(found[3]) else { return nil }
        var groupIDs = [group]
        for line in groups.split(separator: "\n") {
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            guard fields.count == 4, let number = UInt32(fields[2]), number != group,
                fields[3].split(separator: ",").contains(where: { $0 == name })
            else { continue }
            groupIDs.append(number)
        }
        self.name = name
        home = found[5].isEmpty ? "/" : String(found[5])
        shell = found[6].isEmpty ? "/bin/sh" : String(found[6])
        identity = UserProcess.Identity(userID: user, groupID: group, groupIDs: groupIDs)
    }

    static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The environment of a fresh login, with `additions` taking precedence.
    package func environment(_ additions: [String]) -> [String] {
        let defaults = [
            "HOME=\(home)", "USER=\(name)", "LOGNAME=\(name)", "SHELL=\(shell)", "PATH=\(Self.path)", "LANG=C.UTF-8",
        ]
        let added = Set(additions.map { $0.prefix { $0 != "=" } })
        return defaults.filter { !added.contains($0.prefix { $0 != "=" }) } + additions
    }
}
